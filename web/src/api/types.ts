/** The shapes of the server as the pages use them. */
export interface Page<T> {
  items: T[]
  total: number
  page: number
  size: number
  position: number
}

export interface Subject {
  user_id: string
  name: string
  unit_id: string
  unit_name: string
  unit_kind: string
  post: string
  roles: string[]
  permissions: string[]
  area_path: string
  on_shift: string | null
  must_change_password: boolean
}

export interface Area {
  id: string
  name: string
  short_name: string
  level: string
  kind: string
  managed_path: string
  statistical_path: string
  managed_parent: string | null
  lon: number | null
  lat: number | null
  geometry: string
}

export interface CaseRow {
  id: string
  number: string
  kind: string
  role: string
  stage: string
  state: string
  lamp: string
  late: boolean
  title_zh: string
  title_en: string
  task_zh: string
  task_en: string
  hazard: string
  matter: string
  matter_zh: string
  matter_en: string
  severity: string
  area_id: string
  area_path: string
  area_name: string
  lon: number | null
  lat: number | null
  lead_unit: string
  lead_unit_name: string
  parent_id: string | null
  event_id: string
  alert_id: string
  thing_id: string
  reading_normal_at: string | null
  near_at: string | null
  due_at: string | null
  opened_at: string
  stage_at: string
  closed_at: string | null
  version: number
}

export interface StepRow {
  version: number
  act: string
  from_stage: string
  to_stage: string
  actor: string
  actor_name: string
  unit: string
  unit_name: string
  at: string
  text: string
  text_zh: string
  text_en: string
  before: string[]
  after: string[]
  details: Record<string, string>
}

export interface ClockRow {
  name: string
  unit: string
  limit_kind: string
  limit_amount: number
  started_at: string
  near_at: string | null
  due_at: string | null
  stopped_at: string | null
  lamp: string
  why_zh: string
  why_en: string
}

export interface ClockLine {
  at: string
  clock: string
  old_due_at: string | null
  new_due_at: string | null
  why_zh: string
  why_en: string
}

export interface ReturnRow {
  id: string
  unit: string
  unit_name: string
  reason: string
  duty_item: string
  proposed_unit: string
  proposed_unit_name: string
  state: string
  asked_at: string
  decided_at: string | null
  decided_by: string
  decision: string
}

export interface Case {
  row: CaseRow
  matter_version: number
  rule_id: string
  why_zh: string
  why_en: string
  closing_standard_zh: string
  closing_standard_en: string
  photos: string[]
  guidance: { code: string; name_zh: string; name_en: string; by: string }[]
  parent: CaseRow | null
  sub_cases: CaseRow[]
  steps: StepRow[]
  clocks: ClockRow[]
  clock_log: ClockLine[]
  returns: ReturnRow[]
  alerts: { alert_id: string; joined_at: string; cleared_at: string | null }[]
  allowed: string[]
  now: string
}

export interface Readings {
  datastream_id: string
  name: string
  unit: string
  limit: number | null
  times: string[]
  values: number[]
  qualities: string[]
}

export interface AlertProof {
  alert_id: string
  rule_code: string
  rule_version: number
  thing_id: string
  thing_name: string
  sentence_zh: string
  sentence_en: string
  observed_at: string | null
  received_at: string | null
  raised_at: string | null
  cleared_at: string | null
  outcome: string
  confirmed_at: string | null
  confirmed_by: string
  confirm: string
  reason: string
  readings: Readings | null
}

export interface Explanation {
  row: CaseRow
  alerts: AlertProof[]
  event: {
    event_id: string
    number: string
    title_zh: string
    title_en: string
    opened_at: string
    parent_number: string
  } | null
  dispatch: {
    matter: string
    matter_version: number
    rule_id: string
    why_zh: string
    why_en: string
    lead_unit: string
    lead_unit_name: string
  }
  cases: CaseRow[]
  steps: StepRow[]
  clocks: ClockRow[]
  clock_log: ClockLine[]
  messages: {
    message_id: string
    to_name: string
    kind: string
    title_zh: string
    title_en: string
    state: string
    sent_at: string | null
    delivered_at: string | null
    read_at: string | null
  }[]
  facts: {
    position: number | null
    fact_type: string
    subject: string
    version: number
    actor: string
    recorded_at: string
  }[]
}

export interface EventRow {
  id: string
  number: string
  kind: string
  hazard: string
  matter: string
  title_zh: string
  title_en: string
  area_id: string
  area_path: string
  area_name: string
  lon: number | null
  lat: number | null
  severity: string
  grade: string
  state: string
  parent_id: string | null
  source: string
  thing_id: string
  alerts: number
  children: number
  opened_at: string
  closed_at: string | null
  version: number
}

export interface CityEvent {
  row: EventRow
  suggested_grade: string
  alerts: { alert_id: string; joined_at: string; how: string }[]
  children: EventRow[]
  parent: EventRow | null
  history: { version: number; at: string; act: string; actor: string; text_zh: string; text_en: string }[]
  allowed: string[]
}

export interface Alert {
  id: string
  key: string
  rule_id: string
  rule_code: string
  rule_name: string
  rule_version: string
  rule_kind: string
  hazard: string
  matter: string | null
  severity: string
  confirm: string
  fault: boolean
  late: boolean
  thing_id: string
  thing_name: string
  datastream_id: string
  area_id: string
  area_path: string
  lon: number | null
  lat: number | null
  started_at: string
  observed_at: string
  received_at: string
  raised_at: string
  value: number | null
  limit: number | null
  unit: string
  sentence_zh: string
  sentence_en: string
  state: string
  outcome: string | null
  reason: string
  ended_at: string | null
  ended_by: string
  cleared_at: string | null
  peak: number | null
  episodes: number
  version: number
  demonstration: boolean
}

export interface Latest {
  datastream: string
  value: number
  observed_at: string
  received_at: string
  quality: string
}

export interface DatastreamRow {
  id: string
  property: string
  name: string
  name_en: string
  unit: string
  unit_symbol: string
  kind: string
  valid_min: number | null
  valid_max: number | null
  expected_every_s: number
  latest: Latest | null
  state: string
}

export interface ThingRow {
  id: string
  name: string
  name_en: string
  model: string
  model_name: string
  kind: string
  lon: number
  lat: number
  area_id: string
  area_names: string[]
  owner_unit: string
  maintainer_unit: string
  demonstration: boolean
  state: string
  last_received_at: string | null
}

export interface ThingDetail extends Omit<ThingRow, 'owner_unit' | 'maintainer_unit'> {
  model_name_en: string
  area_path: string
  address: string
  owner_unit: string
  owner_unit_name: string
  maintainer_unit: string
  maintainer_unit_name: string
  warranty_until: string | null
  version: number
  datastreams: DatastreamRow[]
}

export interface Series {
  datastream: string
  unit: string
  times: string[]
  values: number[]
  qualities: string[]
  truncated: boolean
}

export interface DocumentView {
  id: string
  name: string
  media_type: string
  size: number
  taken_at: string | null
  content_url: string
}

export interface FeatureCollection {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    id?: string | number
    geometry: { type: string; coordinates: unknown } | null
    properties: Record<string, unknown>
  }[]
}
