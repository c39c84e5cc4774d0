/** Where a board looks: area, tree, period and chosen member stand in the address, so that a link shows the same. */
import { computed, inject, onScopeDispose, provide, watch, type ComputedRef, type InjectionKey } from 'vue'
import { useRoute, useRouter, type LocationQuery, type RouteLocationRaw } from 'vue-router'
import { client, given } from '@/api/http'
import { useSnapshot, type Snapshot } from '../live'
import type { Cell, View } from './values'

/** Facts after which figures may be others: those of the board, of what is filled in, and that rows were counted. */
const CONCERNS = ['boards.', 'indicators.'] as const
const KEYS = ['area', 'tree', 'period', 'day', 'by', 'of'] as const
type Key = (typeof KEYS)[number]

export type Screen = 'wall' | 'desk' | 'phone'

export interface Look {
  view: ComputedRef<View | null>
  screen: Screen
  asked: Snapshot<View>
  /** Change where the board looks; a change of area drops nothing else. */
  go(change: Partial<Record<Key, string>>): void
  drill(cell: Cell): void
  /** Cross-filter: a member of a dimension, or none when it is chosen already. */
  choose(dimension: string, member: string): void
  /** Where the rows beneath a value are. */
  rowsOf(code: string, cell?: Cell): RouteLocationRaw
  /** The step that narrowed last is taken back: the chosen member, else one area up; false where there is none. */
  undo(): boolean
}

const LOOK: InjectionKey<Look> = Symbol('board')

export function useLook(): Look {
  const look = inject(LOOK)
  if (!look) throw new Error('a part stands on a board')
  return look
}

function pick(query: LocationQuery): Record<Key, string> {
  const one = (key: Key) => (typeof query[key] === 'string' ? query[key] : '')
  return Object.fromEntries(KEYS.map((key) => [key, one(key)])) as Record<Key, string>
}

export function useBoard(code: () => string, screen: Screen, draft: () => boolean = () => false): Look {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => pick(route.query))
  const snapshot = useSnapshot<View>(
    async () => {
      const { by, of, ...rest } = asked.value
      const query = given({ ...rest, dimension: by, member: of, draft: draft() || undefined })
      const answer = await client.GET('/api/boards/{code}/view', {
        params: { path: { code: code() }, query: query as never },
      })
      return answer.data as View
    },
    { on: CONCERNS, every: 30_000 },
  )
  watch([asked, code, draft], () => void snapshot.refresh())
  const view = computed(() => snapshot.data.value)

  function go(change: Partial<Record<Key, string>>): void {
    const query = { ...route.query, ...change }
    for (const key of KEYS) if (!query[key]) delete query[key]
    // Each step is one of the browser's history, so that going back takes it back too.
    void router.push({ query })
  }
  const look: Look = {
    view,
    screen,
    asked: snapshot,
    go,
    drill: (cell) => cell.area_id && !cell.remainder && go({ area: cell.area_id }),
    choose: (dimension, member) => {
      const same = asked.value.by === dimension && asked.value.of === member
      go(same ? { by: '', of: '' } : { by: dimension, of: member })
    },
    undo: () => {
      if (asked.value.of) go({ by: '', of: '' })
      else {
        const now = view.value
        const place = now?.trail.findIndex((one) => one.id === (asked.value.area || now?.area.id)) ?? 0
        // Who was quicker than the answer goes back to where he still looks.
        const up = place < 0 ? now?.area : now?.trail[place - 1]
        if (!up) return false
        go({ area: up.id })
      }
      return true
    },
    rowsOf: (figure, cell) => {
      const now = view.value
      const query: Record<string, string> = {
        area: cell && !cell.remainder ? cell.area_id : (now?.area.id ?? ''),
        tree: now?.tree ?? 'managed',
        period: now?.period_kind ?? 'month',
        day: cell?.last ?? '',
      }
      // A code has dots of its own: in a path the server would take it for a file.
      const path = screen === 'phone' ? '/m/cockpit/one' : '/desk/indicators/one'
      return { path, query: { code: figure, ...query } }
    },
  }
  function escape(event: KeyboardEvent): void {
    const target = event.target as HTMLElement | null
    if (event.key !== 'Escape' || event.defaultPrevented || target?.closest('input, select, textarea, [role=dialog]')) return
    if (look.undo()) event.preventDefault()
  }
  addEventListener('keydown', escape)
  onScopeDispose(() => removeEventListener('keydown', escape))
  provide(LOOK, look)
  return look
}
