/** Shapes of the duty desk, the board and search. */
export interface Unit {
  id: string
  name: string
  short_name: string
  kind: string
  level: string
  area_id: string
  area_path: string
  parent_id: string | null
  line: string
}

export interface UserRef {
  id: string
  name: string
  unit_id: string
  unit_name: string
  post: string
  area_path: string
}

export interface Shift {
  id: string
  desk: string
  desk_name: string
  area_path: string
  role: string
  officer: UserRef
  starts_at: string
  ends_at: string
  state: string
  opened_at: string | null
  closed_at: string | null
  version: number
}

export interface ShiftLine {
  id: string
  shift_id: string
  at: string
  author_id: string
  author_name: string
  text: string
}

export interface HandOverItem {
  kind: string
  id: string
  title: string
  state: string
  area_path: string
  note: string
}

export interface HandOver {
  id: string
  desk: string
  area_path: string
  from_shift: string
  to_shift: string
  outgoing: UserRef
  incoming: UserRef
  items: HandOverItem[]
  note: string
  drawn_at: string
  outgoing_signed_at: string | null
  incoming_signed_at: string | null
  state: string
}

export interface DeskView {
  shift: Shift | null
  hand_over: HandOver | null
}

export interface DutyView {
  shift: Shift | null
  next: Shift | null
  items: HandOverItem[]
  hand_over: HandOver | null
  log: ShiftLine[]
  position: number
}

export interface CountyFigures {
  area_id: string
  name: string
  alerts: number
  events: number
  open: number
  closed_today: number
}

export interface Overview {
  position: number
  alerts_open: number
  events_open: number
  cases_open: number
  cases_closed_today: number
  cases_overdue: number
  stages: Record<string, number>
  counties: CountyFigures[]
  devices: { total: number; online: number; silent: number; never: number; faulty: number; rate: number | null }
}

export interface SearchHit {
  kind: string
  id: string
  text: string
  link?: string
}

export interface Message {
  id: string
  kind: string
  title_zh: string
  title_en: string
  body_zh: string
  body_en: string
  link: string
  state: string
  sent_at: string | null
  read_at: string | null
  urgent: boolean
}
