/** Clusters of a map apart from one another: those whose circles or numbers would meet on the screen become one. */

export interface Cell {
  lon: number
  lat: number
  count: number
}

/** A cell's circle grows with the root of what stands in it: from the first of these, px, to the second. */
export const CELL_PX = { least: 6, most: 21, mostAt: 40 }
const DIGIT_PX = 3.4
const BESIDE_PX = 3

function reach(count: number, label: string): number {
  const share = (Math.min(Math.sqrt(count), CELL_PX.mostAt) - 1) / (CELL_PX.mostAt - 1)
  const radius = CELL_PX.least + Math.max(0, share) * (CELL_PX.most - CELL_PX.least)
  return Math.max(radius, DIGIT_PX * label.length) + BESIDE_PX
}

const north = (lat: number): number => (Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 180) / Math.PI

/** `perDegree`: px of a degree of longitude as the map stands. What is joined stands where most of it does. */
export function spaced(cells: readonly Cell[], perDegree: number, label: (count: number) => string): Cell[] {
  const sized = (cell: Cell) => ({ ...cell, x: cell.lon * perDegree, y: north(cell.lat) * perDegree, reach: reach(cell.count, label(cell.count)) })
  const waiting = cells.map(sized).sort((one, other) => one.count - other.count)
  const stand: ReturnType<typeof sized>[] = []
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const here = one
    const at = stand.findIndex((other) => Math.hypot(other.x - here.x, other.y - here.y) < other.reach + here.reach)
    if (at < 0) {
      stand.push(here)
      continue
    }
    // What became larger may now meet another: it is placed anew.
    const [other] = stand.splice(at, 1)
    const count = here.count + other!.count
    const middle = (a: number, b: number) => (a * here.count + b * other!.count) / count
    waiting.push(sized({ lon: middle(here.lon, other!.lon), lat: middle(here.lat, other!.lat), count }))
  }
  return stand.map(({ lon, lat, count }) => ({ lon, lat, count }))
}
