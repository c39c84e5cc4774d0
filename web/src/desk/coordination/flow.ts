/**
 * Where the boxes and lines of a flow stand. The main line runs from the first stage to the farthest end along the
 * shortest way; what a case may pass through besides stands below it. Lines run in lanes of their own: forward and
 * back along the main line above it, to the stages beside it below.
 */
import type { FlowMove, FlowView } from '@/core/flows'

export const NODE = { width: 112, height: 44, gap: 66 }
const LANE = 22
const EDGE = 16

export interface Box {
  code: string
  x: number
  y: number
  main: boolean
}
export interface Line {
  key: string
  from: string
  to: string
  acts: string[]
  path: string
  label: { x: number; y: number; anchor: 'middle' | 'start' }
}
export interface Drawing {
  width: number
  height: number
  boxes: Box[]
  lines: Line[]
}

/** Acts between two stages, gathered: the drawing has one line for them. `void` and the like move no stage. */
export function gathered(moves: readonly FlowMove[]): { from: string; to: string; moves: FlowMove[] }[] {
  const found = new Map<string, { from: string; to: string; moves: FlowMove[] }>()
  for (const move of moves) {
    if (move.stays || move.from_stage === move.to_stage) continue
    const key = `${move.from_stage}>${move.to_stage}`
    const edge = found.get(key) ?? { from: move.from_stage, to: move.to_stage, moves: [] }
    if (!edge.moves.some((one) => one.act === move.act && one.result === move.result)) edge.moves.push(move)
    found.set(key, edge)
  }
  return [...found.values()]
}

/** The shortest way from the first stage to the last that can be reached: the line of a case where all goes well. */
export function mainLine(view: FlowView): string[] {
  const order = view.stages.map((stage) => stage.code)
  const first = view.stages.find((stage) => stage.first)?.code ?? order[0]!
  const ends = view.stages.filter((stage) => stage.ends).map((stage) => stage.code)
  const before = new Map<string, string>()
  const queue = [first]
  const edges = gathered(view.moves)
  while (queue.length) {
    const at = queue.shift()!
    for (const edge of edges) {
      if (edge.from !== at || edge.to === first || before.has(edge.to)) continue
      before.set(edge.to, at)
      queue.push(edge.to)
    }
  }
  let at = [...ends].reverse().find((code) => before.has(code)) ?? order.at(-1)!
  const line = [at]
  while (at !== first && before.has(at)) {
    at = before.get(at)!
    line.unshift(at)
  }
  // A last stage may be reached past another end: that one belongs to the line too.
  const inside = ends.filter((code) => !line.includes(code) && edges.some((one) => one.from === code && one.to === line.at(-1)))
  const beforeLast = inside.filter((code) => edges.some((one) => one.to === code && line.includes(one.from)))
  line.splice(line.length - 1, 0, ...beforeLast)
  return line
}

interface Route {
  key: string
  from: string
  to: string
  acts: string[]
  left: number
  right: number
  lane: number
}

/** Each route gets the first lane that is free over its whole length; short ones lie nearest. */
function lanes(routes: Route[]): number {
  const busy: [number, number][][] = []
  for (const route of [...routes].sort((a, b) => a.right - a.left - (b.right - b.left))) {
    let lane = 0
    while (busy[lane]?.some(([from, to]) => route.left < to + 8 && from < route.right + 8)) lane += 1
    route.lane = lane
    ;(busy[lane] ??= []).push([route.left, route.right])
  }
  return busy.length
}

export function draw(view: FlowView, nameOf: (move: FlowMove) => string): Drawing {
  const main = mainLine(view)
  const edges = gathered(view.moves)
  const column = new Map(main.map((code, index) => [code, index]))
  const taken = new Set<number>()
  for (const stage of view.stages) {
    if (column.has(stage.code)) continue
    const near = edges
      .filter((edge) => edge.from === stage.code || edge.to === stage.code)
      .map((edge) => column.get(edge.from === stage.code ? edge.to : edge.from))
      .filter((at): at is number => at !== undefined)
    const wish = near.length ? Math.floor(near.reduce((a, b) => a + b, 0) / near.length) : 0
    const free = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5].map((by) => wish + by).find((at) => at >= 0 && !taken.has(at)) ?? wish
    taken.add(free)
    column.set(stage.code, free)
  }
  const onMain = (code: string) => main.includes(code)
  const x = (code: string) => EDGE + column.get(code)! * (NODE.width + NODE.gap)
  const centre = (code: string) => x(code) + NODE.width / 2
  const acts = (moves: FlowMove[]) => moves.map(nameOf)
  const next = (from: string, to: string) =>
    onMain(from) === onMain(to) && column.get(to)! - column.get(from)! === 1

  // Ports: every line that leaves or enters a side of a box has a place of its own there.
  const ports = new Map<string, string[]>()
  const side = (code: string, where: string, key: string, far: number) => {
    const list = ports.get(`${code}/${where}`) ?? []
    list.push(`${String(far).padStart(6, '0')}/${key}`)
    ports.set(`${code}/${where}`, list.sort())
  }
  const kinds = edges.map((edge) => {
    const key = `${edge.from}>${edge.to}`
    const way = next(edge.from, edge.to)
      ? 'straight'
      : onMain(edge.from) && onMain(edge.to)
        ? 'above'
        : onMain(edge.from) !== onMain(edge.to)
          ? 'between'
          : 'under'
    const out = way === 'above' ? 'top' : way === 'under' ? 'bottom' : onMain(edge.from) ? 'bottom' : 'top'
    const into = way === 'above' ? 'top' : way === 'under' ? 'bottom' : onMain(edge.to) ? 'bottom' : 'top'
    if (way !== 'straight') {
      side(edge.from, out, key, Math.round(centre(edge.to)))
      side(edge.to, into, `${key}!`, Math.round(centre(edge.from)))
    }
    return { edge, key, way, out, into }
  })
  const port = (code: string, where: string, key: string) => {
    const list = ports.get(`${code}/${where}`) ?? []
    const index = list.findIndex((one) => one.slice(7) === key)
    return x(code) + (NODE.width * (index + 1)) / (list.length + 1)
  }
  const routed = kinds
    .filter((one) => one.way !== 'straight')
    .map((one) => {
      const from = port(one.edge.from, one.out, one.key)
      const to = port(one.edge.to, one.into, `${one.key}!`)
      return { ...one, from, to, left: Math.min(from, to), right: Math.max(from, to), lane: 0, acts: acts(one.edge.moves) }
    })
  const of = (way: string) => routed.filter((one) => one.way === way)
  const high: Record<string, number> = {}
  for (const way of ['above', 'between', 'under']) {
    const found = of(way).map((one) => ({ ...one, right: Math.max(one.right, one.left + 56), from: '', to: '' }))
    high[way] = lanes(found)
    for (const one of found) routed.find((other) => other.key === one.key)!.lane = one.lane
  }
  const top = EDGE + high.above! * LANE + 14
  const below = top + NODE.height + Math.max(1, high.between!) * LANE + 34
  const y = (code: string) => (onMain(code) ? top : below)
  const hasSide = view.stages.some((stage) => !onMain(stage.code))
  const height = (hasSide ? below + NODE.height : top + NODE.height) + high.under! * LANE + 20
  const width = EDGE * 2 + (Math.max(...column.values()) + 1) * (NODE.width + NODE.gap) - NODE.gap

  const lines: Line[] = kinds.map(({ edge, key, way }) => {
    const said = acts(edge.moves)
    if (way === 'straight') {
      const at = y(edge.from) + NODE.height / 2
      const start = x(edge.from) + NODE.width
      return {
        key, from: edge.from, to: edge.to, acts: said,
        path: `M${start} ${at}H${x(edge.to) - 2}`,
        label: { x: (start + x(edge.to)) / 2, y: at - 6, anchor: 'middle' },
      }
    }
    const one = routed.find((found) => found.key === key)!
    const start = one.out === 'top' ? y(edge.from) : y(edge.from) + NODE.height
    const end = one.into === 'top' ? y(edge.to) - 2 : y(edge.to) + NODE.height + 2
    const lane =
      way === 'above'
        ? top - 20 - one.lane * LANE
        : way === 'between'
          ? top + NODE.height + 28 + one.lane * LANE
          : below + NODE.height + 20 + one.lane * LANE
    return {
      key, from: edge.from, to: edge.to, acts: said,
      path: `M${one.from} ${start}V${lane}H${one.to}V${end}`,
      label: { x: (one.from + one.to) / 2, y: lane - 4, anchor: 'middle' },
    }
  })
  const boxes = view.stages.map((stage) => ({ code: stage.code, x: x(stage.code), y: y(stage.code), main: onMain(stage.code) }))
  return { width, height, boxes, lines }
}
