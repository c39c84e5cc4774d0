/** Every call a page makes, by the noun that answers it. */
import { call, get, keepCsrf, post } from './http'
import type {
  Alert,
  Area,
  Case,
  CaseRow,
  CityEvent,
  DocumentView,
  EventRow,
  Explanation,
  FeatureCollection,
  Page,
  Series,
  Subject,
  ThingDetail,
  ThingRow,
} from './types'
import type { DeskView, DutyView, HandOver, Message, Overview, SearchHit, Shift, ShiftLine, Unit } from './desk-types'

interface SessionView {
  subject: Subject
  csrf: string
}

function enter(view: SessionView): Subject {
  keepCsrf(view.csrf)
  return view.subject
}

type Filters = Record<string, string | number | boolean | null | undefined>

const at = (path: string, id: string, rest = '') => `${path}/${encodeURIComponent(id)}${rest}`

export const api = {
  session: async () => enter(await get<SessionView>('/api/session')),
  signIn: async (login: string, password: string) =>
    enter(await post<SessionView>('/api/session', { login, password })),
  signOut: () => call<void>('DELETE', '/api/session'),
  changePassword: (old: string, fresh: string) =>
    post<void>('/api/session/password', { old, new: fresh }),

  area: (id: string) => get<Area>(at('/api/areas', id)),
  areaChildren: (id: string, tree = 'managed') => get<Area[]>(at('/api/areas', id, '/children'), { tree }),
  geometry: (level: string, within = '') => get<FeatureCollection>('/api/areas/geometry', { level, within }),

  alerts: (filters: Filters) => get<Page<Alert>>('/api/alerts', filters),
  alert: (id: string) => get<Alert>(at('/api/alerts', id)),
  endAlert: (id: string, outcome: string, reason: string) => post<Alert>(at('/api/alerts', id, '/end'), { outcome, reason }),

  events: (filters: Filters) => get<Page<EventRow>>('/api/events', filters),
  event: (id: string) => get<CityEvent>(at('/api/events', id)),

  gradeEvent: (id: string, grade: string, reason: string, version?: number) =>
    post<EventRow>(at('/api/events', id, '/grade'), { grade, reason, version }),

  cases: (filters: Filters) => get<Page<CaseRow>>('/api/cases', filters),
  case: (id: string) => get<Case>(at('/api/cases', id)),
  explain: (id: string) => get<Explanation>(at('/api/cases', id, '/explain')),
  act: (id: string, act: string, body: object) => post<Case>(at('/api/cases', id, `/${act}`), body),

  things: (filters: Filters) => get<Page<ThingRow>>('/api/things', filters),
  thing: (id: string) => get<ThingDetail>(at('/api/things', id)),
  points: (filters: Filters = {}) => get<FeatureCollection>('/api/things/points', filters),
  series: (id: string, start: string, end: string, limit = 2000) =>
    get<Series>(at('/api/datastreams', id, '/series'), { start, end, limit }),

  overview: (area = '', tree = 'managed') => get<Overview>('/api/situation/overview', { area, tree }),
  duty: () => get<DutyView>('/api/situation/duty'),
  search: (q: string) => get<Page<SearchHit>>('/api/search', { q }),

  shifts: (filters: Filters = {}) => get<Shift[]>('/api/shifts', filters),
  deskNow: (desk: string) => get<DeskView>('/api/shifts/current', { desk }),
  openShift: (id: string) => post<Shift>(at('/api/shifts', id, '/open')),
  shiftLog: (id: string) => get<ShiftLine[]>(at('/api/shifts', id, '/log')),
  note: (id: string, text: string) => post<ShiftLine>(at('/api/shifts', id, '/log'), { text }),
  drawHandOver: (body: object) => post<HandOver>('/api/situation/duty/hand-over', body),
  sign: (id: string) => post<HandOver>(at('/api/hand-overs', id, '/sign')),

  units: (filters: Filters = {}) => get<Page<Unit>>('/api/units', filters),

  messages: (filters: Filters = {}) => get<Page<Message>>('/api/messages', filters),
  readMessage: (id: string) => post<Message>(at('/api/messages', id, '/read')),

  upload: (photo: Blob, name: string, fields: Record<string, string>) => {
    const form = new FormData()
    form.append('file', photo, name)
    for (const [key, value] of Object.entries(fields)) if (value) form.append(key, value)
    return call<DocumentView>('POST', '/api/documents', form)
  },
  document: (id: string) => get<DocumentView>(at('/api/documents', id)),
}

/** Addresses that the browser opens by itself. */
export const links = {
  photo: (id: string, width?: number) => at('/api/documents', id, width ? `/content?width=${width}` : '/content'),
}
