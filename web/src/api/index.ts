/** Every call a page makes, by the noun that answers it; paths and shapes are checked against the contract. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { devices } from './devices'
import { ledgers } from './ledgers'
import { client, given, keepCsrf, type Filters } from './http'
import type { components, paths } from './schema'
import type { Case, FeatureCollection, Subject } from './types'

type SessionView = components['schemas']['SessionView']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/cases/{case_id}/${string}`>

type Step = NonNullable<paths['/api/observations/buckets']['get']['parameters']['query']['step']>

/** `guarded` has already thrown what is not an answer. */
async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}

function enter(view: SessionView): Subject {
  keepCsrf(view.csrf)
  return view.subject
}

/** Filters come from the address bar as text; the server checks them and says what is wrong. */
const query = (filters: Filters) => ({ query: given(filters) as never })

export const api = {
  session: async () => enter(await answer(client.GET('/api/session'))),
  signIn: async (login: string, password: string) =>
    enter(await answer(client.POST('/api/session', { body: { login, password } }))),
  signOut: () => answer(client.DELETE('/api/session')),
  changePassword: (old: string, fresh: string) =>
    answer(client.POST('/api/session/password', { body: { old, new: fresh } })),

  areasById: async (ids: string[]) => (await answer(client.GET('/api/areas', { params: query({ ids: ids.join(',') }) }))).items,
  area: (id: string) => answer(client.GET('/api/areas/{area_id}', { params: { path: { area_id: id } } })),
  areaChildren: (id: string) =>
    answer(client.GET('/api/areas/{area_id}/children', { params: { path: { area_id: id } } })),
  geometry: async (level: string, within = '') =>
    (await answer(
      client.GET('/api/areas/geometry', { params: query({ level, within }) }),
    )) as unknown as FeatureCollection,

  alerts: (filters: Filters) => answer(client.GET('/api/alerts', { params: query(filters) })),
  alert: (id: string) => answer(client.GET('/api/alerts/{alert_id}', { params: { path: { alert_id: id } } })),
  endAlert: (id: string, outcome: string, reason: string) =>
    answer(
      client.POST('/api/alerts/{alert_id}/end', {
        params: { path: { alert_id: id } },
        body: { outcome, reason } as never,
      }),
    ),

  acknowledgeAlert: (id: string) =>
    answer(client.POST('/api/alerts/{alert_id}/acknowledge', { params: { path: { alert_id: id } } })),

  ruleHazards: () => answer(client.GET('/api/rules/hazards')),
  rules: (filters: Filters) => answer(client.GET('/api/rules', { params: query(filters) })),
  rule: (code: string) => answer(client.GET('/api/rules/detail', { params: { query: { code } } })),
  ruleForms: () => answer(client.GET('/api/rules/forms')),
  drafts: (filters: Filters) => answer(client.GET('/api/rules/drafts', { params: query(filters) })),
  draft: (id: string) =>
    answer(client.GET('/api/rules/drafts/{draft_id}', { params: { path: { draft_id: id } } })),
  /** Without an id a new draft, with one other words in it. */
  writeDraft: (declaration: Record<string, unknown>, reason: string, id = '') =>
    id
      ? answer(
          client.PUT('/api/rules/drafts/{draft_id}', {
            params: { path: { draft_id: id } },
            body: { declaration, reason },
          }),
        )
      : answer(client.POST('/api/rules/drafts', { body: { declaration, reason } })),
  submitDraft: (id: string) =>
    answer(client.POST('/api/rules/drafts/{draft_id}/submit', { params: { path: { draft_id: id } } })),
  withdrawDraft: (id: string) =>
    answer(client.POST('/api/rules/drafts/{draft_id}/withdraw', { params: { path: { draft_id: id } } })),
  reviewDraft: (id: string, approve: boolean, note: string, version: number) =>
    answer(
      client.POST('/api/rules/drafts/{draft_id}/review', {
        params: { path: { draft_id: id } },
        body: { approve, note, version },
      }),
    ),
  preview: (asked: components['schemas']['PreviewBody']) => answer(client.POST('/api/rules/preview', { body: asked })),
  previewProgress: (ticket: string) => answer(client.GET('/api/rules/preview/{ticket}', { params: { path: { ticket } } })),
  cancelPreview: (ticket: string) =>
    answer(client.POST('/api/rules/preview/{ticket}/cancel', { params: { path: { ticket } } })),

  windows: (filters: Filters) => answer(client.GET('/api/alert-windows', { params: query(filters) })),
  setWindow: (asked: components['schemas']['WindowBody']) => answer(client.POST('/api/alert-windows', { body: asked })),
  cancelWindow: (id: string) =>
    answer(client.POST('/api/alert-windows/{window_id}/cancel', { params: { path: { window_id: id } } })),
  quietHours: () => answer(client.GET('/api/quiet-hours')),
  setQuietHours: (asked: components['schemas']['QuietBody']) =>
    answer(client.POST('/api/quiet-hours', { body: asked })),
  cancelQuietHours: (id: string) =>
    answer(client.POST('/api/quiet-hours/{quiet_id}/cancel', { params: { path: { quiet_id: id } } })),

  matters: (filters: Filters) => answer(client.GET('/api/matters', { params: query(filters) })),

  events: (filters: Filters) => answer(client.GET('/api/events', { params: query(filters) })),
  event: (id: string) => answer(client.GET('/api/events/{event_id}', { params: { path: { event_id: id } } })),
  gradeEvent: (id: string, grade: string, reason: string, version: number) =>
    answer(
      client.POST('/api/events/{event_id}/grade', {
        params: { path: { event_id: id } },
        body: { grade, reason, version },
      }),
    ),

  cases: (filters: Filters) => answer(client.GET('/api/cases', { params: query(filters) })),
  case: (id: string) => answer(client.GET('/api/cases/{case_id}', { params: { path: { case_id: id } } })),
  explain: (id: string) =>
    answer(client.GET('/api/cases/{case_id}/explain', { params: { path: { case_id: id } } })),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: async (id: string, act: string, body: object) =>
    (await answer(
      client.POST(`/api/cases/{case_id}/${act}` as ActPath, {
        params: { path: { case_id: id } },
        body: body as never,
      } as never),
    )) as Case,

  things: (filters: Filters) => answer(client.GET('/api/things', { params: query(filters) })),
  thing: (id: string) => answer(client.GET('/api/things/{thing_id}', { params: { path: { thing_id: id } } })),
  /** `box`: west, south, east, north in degrees of CGCS2000. */
  points: async (box: readonly [number, number, number, number] | null = null) => {
    const query = box ? { west: box[0], south: box[1], east: box[2], north: box[3] } : {}
    return (await answer(client.GET('/api/things/points', { params: { query } }))) as unknown as FeatureCollection
  },
  series: (id: string, start: string, end: string, limit = 2000, marked = false) =>
    answer(
      client.GET('/api/datastreams/{datastream_id}/series', {
        params: { path: { datastream_id: id }, query: { start, end, limit, marked } },
      }),
    ),
  buckets: (ids: string[], start: string, end: string, step: Step) =>
    answer(client.GET('/api/observations/buckets', { params: { query: { ids, start, end, step } } })),
  ...devices,
  ...ledgers,

  overview: (tree: string, area = '') =>
    answer(client.GET('/api/situation/overview', { params: query({ area, tree }) })),
  standing: (area = '') => answer(client.GET('/api/situation/standing', { params: query({ area }) })),
  search: (q: string) => answer(client.GET('/api/search', { params: { query: { q } } })),

  shifts: () => answer(client.GET('/api/shifts')),
  duty: (desk: string) => answer(client.GET('/api/situation/duty', { params: { query: { desk } } })),
  openShift: (id: string) => answer(client.POST('/api/shifts/{shift_id}/open', { params: { path: { shift_id: id } } })),
  note: (id: string, text: string) =>
    answer(client.POST('/api/shifts/{shift_id}/log', { params: { path: { shift_id: id } }, body: { text } })),
  drawHandOver: (desk: string, note: string) =>
    answer(client.POST('/api/situation/hand-over', { body: { desk, note } })),
  sign: (id: string) =>
    answer(client.POST('/api/hand-overs/{hand_over_id}/sign', { params: { path: { hand_over_id: id } } })),

  units: (filters: Filters = {}) => answer(client.GET('/api/units', { params: query(filters) })),

  messages: (filters: Filters = {}) => answer(client.GET('/api/messages', { params: query(filters) })),
  readMessage: (id: string) =>
    answer(client.POST('/api/messages/{copy_id}/read', { params: { path: { copy_id: id } } })),

  upload: (photo: Blob, name: string, fields: Record<string, string> = {}) => {
    const form = new FormData()
    form.append('file', photo, name)
    for (const [key, value] of Object.entries(fields)) form.append(key, value)
    return answer(
      client.POST('/api/documents', { body: form as never, bodySerializer: (body: unknown) => body as FormData }),
    )
  },
}

const documents = '/api/documents/'

/** Addresses that the browser opens by itself. */
export const links = {
  photo: (id: string, width?: number) =>
    `${documents}${encodeURIComponent(id)}/content${width ? `?width=${width}` : ''}`,
}
