/** The calls of the catalogue desk; paths and shapes are checked against the contract. */
import { client, given, type Filters } from '@/api/http'
import type { components } from '@/api/schema'

type Shapes = components['schemas']
export type MatterRow = Shapes['MatterRow']
export type Matter = Shapes['Matter']
export type Rule = Shapes['DutyRuleText']
export type ClassRow = Shapes['MatterClassRow']
export type Change = Shapes['MatterChange']
/** Named apart from the drafts of the rule desk in the contract; taken from the answer itself. */
export type Draft = Awaited<ReturnType<typeof catalogue.draft>>
export type Imported = Awaited<ReturnType<typeof catalogue.import>>

/** A duty rule as it is declared: what an editor sends. */
export interface RuleWords {
  code: string
  lead: UnitRef
  area?: string
  conditions?: { field: string; values: string[] }[]
  co_units?: { unit: UnitRef; task_zh: string; task_en: string }[]
  basis_zh?: string
  basis_en?: string
  from_?: string | null
  until?: string | null
}
/** A matter as it is declared; what says nothing may be left out. Its duty rules go along as they are. */
export interface MatterWords {
  name_zh: string
  name_en: string
  matter_class: string
  definition_zh: string
  definition_en: string
  closing_standard_zh: string
  closing_standard_en: string
  basis_zh?: string
  basis_en?: string
  keywords?: string[]
  aliases?: string[]
  materials?: string[]
  town_role?: string
  verification?: string
  join_within_h?: number
  needs_reading_normal?: boolean
  flow?: string
  auto_confidence?: number
  sensitive?: boolean
  through_stops?: boolean
  effective_from?: string | null
  limits?: { clock: string; kind: string; amount: number; at?: string; severity?: string }[]
  steps?: { code: string; name_zh: string; name_en: string; by?: string }[]
  fallback?: UnitRef | null
}
export interface UnitRef {
  unit?: string
  line?: string
  level?: string
  whose?: string
}
/** What a try-out asks besides the area. */
export interface Asked {
  area: string
  owner_unit: string
  maintainer_unit: string
  road_class: string
  place_kind: string
  severity: string
}
/** A fault of an imported file, by its sheet and cell. */
export interface SheetFault {
  sheet: string
  cell: string
  zh: string
  en: string
}

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}

const query = (filters: Filters) => ({ query: given(filters) as never })
const path = (code: string) => ({ path: { code } })

export const catalogue = {
  list: (filters: Filters) => answer(client.GET('/api/matters', { params: query(filters) })),
  classes: () => answer(client.GET('/api/matters/classes')),
  one: (code: string, version?: number) =>
    answer(client.GET('/api/matters/{code}', { params: { ...path(code), query: version ? { version } : {} } })),
  versions: (code: string) => answer(client.GET('/api/matters/{code}/versions', { params: path(code) })),
  diff: (code: string, before: number, after: number) =>
    answer(
      client.GET('/api/matters/{code}/diff', { params: { ...path(code), query: { old: before, new: after } } }),
    ),
  resolve: (code: string, asked: Asked) =>
    answer(client.POST('/api/matters/{code}/resolve', { params: path(code), body: asked })),
  drafts: (filters: Filters) => answer(client.GET('/api/matters/drafts', { params: query(filters) })),
  draft: (id: string) =>
    answer(client.GET('/api/matters/drafts/{draft}', { params: { path: { draft: id } } })),
  proposeRule: (code: string, rule: RuleWords, reason: string) =>
    answer(
      client.POST('/api/matters/{code}/drafts', {
        params: path(code),
        body: { rule: rule as never, remove: '', reason },
      }),
    ),
  proposeRemoval: (code: string, remove: string, reason: string) =>
    answer(client.POST('/api/matters/{code}/drafts', { params: path(code), body: { remove, reason } })),
  proposeWords: (code: string, words: MatterWords, reason: string) =>
    answer(
      client.POST('/api/matters/{code}/drafts', {
        params: path(code),
        body: { words: words as never, remove: '', reason },
      }),
    ),
  decide: (id: string, approve: boolean, note: string, version: number) =>
    answer(
      client.POST('/api/matters/drafts/{draft}/decide', {
        params: { path: { draft: id } },
        body: { approve, note, version },
      }),
    ),
  stops: () => answer(client.GET('/api/areas/stops')),
  declareStop: (area: string, said: { first_day: string; last_day: string; reason: string }) =>
    answer(client.POST('/api/areas/{area_id}/stops', { params: { path: { area_id: area } }, body: said })),
  withdrawStop: (stop: string, reason: string) =>
    answer(client.POST('/api/areas/stops/{stop_id}/withdraw', { params: { path: { stop_id: stop } }, body: { reason } })),
  checks: () => answer(client.GET('/api/matters/checks')),
  import: (file: File, apply: boolean) =>
    answer(
      client.POST('/api/matters/import', {
        body: { file: file as never, apply },
        bodySerializer: () => {
          const form = new FormData()
          form.append('file', file)
          form.append('apply', String(apply))
          return form
        },
      }),
    ),
}

/** The catalogue changed, or a change of it was proposed or decided. */
export const CHANGED = ['matters.']
export const place = (code: string): string => `/desk/matters/one?code=${encodeURIComponent(code)}`
export const draftPlace = (id: string): string => `/desk/matters/drafts?draft=${encodeURIComponent(id)}`
