/**
 * The live stream: one EventSource a tab, shared by every page of it.
 *
 * A page holds a snapshot and asks for a fresh one when a fact that concerns it arrives. The first fact asks at
 * once, a burst is gathered: the screen never changes more than twice a second. After a gap — `reset`, or a
 * reconnect that the server could not resume — every page takes a new snapshot, so that what is shown is always
 * "old state + facts = fresh fetch".
 */
import { computed, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { may } from './session'

export type LiveState = 'idle' | 'connecting' | 'open' | 'lost'

export interface LiveFact {
  id: string
  position: number
  type: string
  subject: string
  version: number
  actor: string
  area_path: string
  recorded_at: string
  data: Record<string, unknown>
}

/** EventSource delivers named events only to named listeners, so the names are listed. */
export const FACT_TYPES = [
  'algorithms.model_state_changed',
  'algorithms.model_trained',
  'appeals.answered',
  'appeals.area_moved',
  'appeals.call_arrived',
  'appeals.call_ended',
  'appeals.call_taken',
  'appeals.call_transferred',
  'appeals.called_back',
  'appeals.closed',
  'appeals.contacted',
  'appeals.declined',
  'appeals.dispatched',
  'appeals.edited',
  'appeals.exchange_again',
  'appeals.flagged',
  'appeals.joined',
  'appeals.linked',
  'appeals.merged_as_repeat',
  'appeals.noted',
  'appeals.overdue',
  'appeals.rated',
  'appeals.reconciled',
  'appeals.recorded',
  'appeals.registered',
  'appeals.reopened',
  'appeals.replied',
  'appeals.self_handled',
  'appeals.split',
  'appeals.supplemented',
  'appeals.transferred_out',
  'appeals.units_added',
  'appeals.unjoined',
  'appeals.urged',
  'appeals.voided',
  'appeals.withdrawn',
  'areas.grid_assigned',
  'areas.grids_imported',
  'areas.stop_declared',
  'areas.stop_withdrawn',
  'boards.composed',
  'boards.discarded',
  'boards.due',
  'boards.published',
  'boards.reaffirmed',
  'boards.reviewed',
  'boards.sent_back',
  'boards.submitted',
  'boards.withdrawn',
  'cases.absorbed',
  'cases.archived',
  'cases.area_moved',
  'cases.called_back',
  'cases.closed',
  'cases.contacted',
  'cases.dispatched',
  'cases.disputed',
  'cases.escalated',
  'cases.established',
  'cases.exclusion_asked',
  'cases.exclusion_decided',
  'cases.extension_asked',
  'cases.extension_decided',
  'cases.flow_declared',
  'cases.flow_retired',
  'cases.handled',
  'cases.merged',
  'cases.met',
  'cases.near_due',
  'cases.opened',
  'cases.order_answered',
  'cases.overdue',
  'cases.rated',
  'cases.reading_normal',
  'cases.reckoned',
  'cases.redone',
  'cases.relapsed',
  'cases.reported_in',
  'cases.resumed',
  'cases.return_refused',
  'cases.returned',
  'cases.reviewed',
  'cases.ruled',
  'cases.signatures_asked',
  'cases.signed',
  'cases.signed_off',
  'cases.supervised',
  'cases.suspended',
  'cases.taken',
  'cases.transferred_out',
  'cases.units_added',
  'cases.unsatisfied',
  'cases.urged',
  'cases.verifiable',
  'cases.verified',
  'cases.voided',
  'cases.withdrawn',
  'command.again',
  'command.assigned',
  'command.closed',
  'command.dropped',
  'command.entered',
  'command.fed_back',
  'command.overdue',
  'command.signed',
  'documents.knowledge_answered',
  'documents.knowledge_asked',
  'documents.knowledge_correction_overdue',
  'documents.knowledge_due',
  'documents.knowledge_expired',
  'documents.knowledge_published',
  'documents.knowledge_questioned',
  'documents.knowledge_reaffirmed',
  'documents.knowledge_sent_back',
  'documents.knowledge_terms_set',
  'documents.knowledge_withdrawn',
  'documents.knowledge_written',
  'events.area_moved',
  'events.closed',
  'events.escalated',
  'events.graded',
  'events.joined',
  'events.opened',
  'events.units_added',
  'identity.hand_over_drawn',
  'identity.hand_over_signed',
  'identity.role_ended',
  'identity.role_granted',
  'identity.shift_closed',
  'identity.shift_noted',
  'identity.shift_opened',
  'indicators.counted',
  'indicators.definition_composed',
  'indicators.definition_discarded',
  'indicators.definition_published',
  'indicators.definition_retired',
  'indicators.definition_reviewed',
  'indicators.definition_sent_back',
  'indicators.definition_submitted',
  'indicators.figure_filled',
  'indicators.figure_key_issued',
  'indicators.figure_key_revoked',
  'indicators.figure_published',
  'indicators.figure_reported',
  'indicators.figure_returned',
  'indicators.figure_reviewed',
  'indicators.figure_urged',
  'indicators.revised',
  'indicators.table_declared',
  'indicators.table_imported',
  'indicators.table_withdrawn',
  'indicators.target_set',
  'indicators.thresholds_ended',
  'indicators.thresholds_set',
  'ledgers.changed',
  'ledgers.declared',
  'ledgers.moved',
  'ledgers.recorded',
  'ledgers.retired',
  'matters.declared',
  'matters.draft_decided',
  'matters.draft_proposed',
  'matters.restored',
  'matters.retired',
  'messages.addressed',
  'messages.failed',
  'messages.read',
  'reports.discarded',
  'reports.edited',
  'reports.issued',
  'reports.made',
  'reports.refreshed',
  'reports.replaced',
  'reports.reviewed',
  'reports.sent_back',
  'reports.submitted',
  'reports.withdrawn',
  'routines.asked',
  'routines.declared',
  'routines.overridden',
  'routines.ran',
  'routines.scored',
  'rules.alert_acknowledged',
  'rules.alert_cleared',
  'rules.alert_ended',
  'rules.alert_escalated',
  'rules.alert_joined',
  'rules.alert_raised',
  'rules.alert_released',
  'rules.draft_changed',
  'rules.draft_reviewed',
  'rules.member_turned',
  'rules.quiet_hours_cancelled',
  'rules.quiet_hours_set',
  'rules.rule_declared',
  'rules.window_cancelled',
  'rules.window_set',
  'sensing.command_ended',
  'sensing.connector_declared',
  'sensing.device_enrolled',
  'sensing.device_revoked',
  'sensing.entity_written',
  'sensing.source_declared',
  'sensing.source_issued',
  'sensing.source_revoked',
  'sensing.thing_commanded',
  'sensing.thing_declared',
  'sensing.thing_model_declared',
  'shelf.granted',
  'shelf.shelved',
  'studio.approved',
  'studio.dropped',
  'studio.installed',
  'studio.rehearsed',
  'studio.saved',
  'studio.sent_back',
  'studio.submitted',
  'themes.adopted',
  'themes.dropped',
  'themes.edited',
  'themes.proposed',
  'themes.sent_back',
  'themes.sign_off_asked',
  'themes.signal_ended',
  'themes.signal_grew',
  'themes.signal_raised',
  'themes.signed_off',
  'themes.task_reopened',
  'themes.task_reported',
] as const

/** The least time between two changes of the screen: 2 Hz. */
export const FLUSH_MS = 500

type Listener = { matches: (fact: LiveFact) => boolean; hear: (fact: LiveFact | null) => void }

export interface Source {
  addEventListener(type: string, hear: (event: MessageEvent) => void): void
  close(): void
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onerror: ((event: Event) => void) | null
}

export type OpenSource = (url: string) => Source

export class LiveStream {
  readonly state: Ref<LiveState> = ref('idle')
  readonly position: Ref<number> = ref(0)
  readonly lastHeard: Ref<number> = ref(0)
  private readonly listeners = new Set<Listener>()
  private source: Source | null = null
  private retry: ReturnType<typeof setTimeout> | null = null
  private attempts = 0
  private dropped = false

  constructor(private readonly open: OpenSource) {}

  listen(matches: (fact: LiveFact) => boolean, hear: (fact: LiveFact | null) => void): () => void {
    const listener = { matches, hear }
    this.listeners.add(listener)
    if (!this.source && !this.retry) this.connect()
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.stop()
    }
  }

  /** A snapshot was read at this position; the stream then starts there instead of at "now". */
  knows(position: number): void {
    if (this.position.value === 0 && position > 0) this.position.value = position
  }

  stop(): void {
    this.source?.close()
    this.source = null
    if (this.retry) clearTimeout(this.retry)
    this.retry = null
    this.attempts = 0
    this.dropped = false
    this.state.value = 'idle'
  }

  private connect(): void {
    this.state.value = 'connecting'
    const after = this.position.value > 0 ? `?after=${this.position.value}` : ''
    const source = this.open(`/api/live${after}`)
    this.source = source
    source.onopen = () => {
      this.state.value = 'open'
      this.attempts = 0
      // Without a known position the server starts at "now": what was told in the gap must be fetched.
      if (this.dropped) this.everyone()
      this.dropped = false
    }
    source.onerror = () => this.lost()
    source.addEventListener('reset', (event) => {
      const at = Number(event.lastEventId)
      this.position.value = Number.isFinite(at) ? at : 0
      this.everyone()
    })
    for (const type of FACT_TYPES) source.addEventListener(type, (event) => this.heard(event))
  }

  private lost(): void {
    this.source?.close()
    this.source = null
    this.state.value = 'lost'
    this.dropped = true
    if (this.retry) return
    // 1, 2, 4 … 15 s, so that a restarted server is not met by every tab at once.
    const wait = Math.min(15_000, 1000 * 2 ** this.attempts) * (0.75 + Math.random() * 0.5)
    this.attempts += 1
    this.retry = setTimeout(() => {
      this.retry = null
      if (this.listeners.size > 0) this.connect()
    }, wait)
  }

  private heard(event: MessageEvent): void {
    let fact: LiveFact
    try {
      fact = JSON.parse(String(event.data)) as LiveFact
    } catch {
      return
    }
    this.lastHeard.value = Date.now()
    if (fact.position > this.position.value) this.position.value = fact.position
    for (const listener of this.listeners) if (listener.matches(fact)) listener.hear(fact)
  }

  private everyone(): void {
    for (const listener of this.listeners) listener.hear(null)
  }
}

let shared: LiveStream | null = null

export function liveStream(): LiveStream {
  shared ??= new LiveStream((url) => new EventSource(url, { withCredentials: true }))
  return shared
}

export const liveState = computed<LiveState>(() => liveStream().state.value)

/** Leading edge at once, then at most one run per `wait`; `cancel` forgets a pending run. */
export function paced(run: () => void, wait = FLUSH_MS): { (): void; cancel(): void } {
  let last = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null
  const call = () => {
    if (timer) return
    const rest = last + wait - Date.now()
    if (rest <= 0) {
      last = Date.now()
      run()
      return
    }
    timer = setTimeout(() => {
      timer = null
      last = Date.now()
      run()
    }, rest)
  }
  return Object.assign(call, {
    cancel() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  })
}

export interface Snapshot<T> {
  data: ShallowRef<T | null>
  problem: Ref<Problem | null>
  loading: Ref<boolean>
  stale: Ref<boolean>
  readAt: Ref<number>
  refresh(): Promise<void>
}

export interface SnapshotOptions {
  /** Fact types, or prefixes ending in `.`, after which the snapshot is read again. */
  on?: readonly string[]
  /** A finer test than the type, for a page about one object. */
  about?: (fact: LiveFact) => boolean
  /** Read again every so many milliseconds: for readings, which are not facts. */
  every?: number
  stream?: LiveStream
}

/** A snapshot of something on the server, kept fresh by facts while the page lives. */
export function useSnapshot<T>(read: () => Promise<T>, options: SnapshotOptions = {}): Snapshot<T> {
  const data = shallowRef<T | null>(null)
  const problem = ref<Problem | null>(null)
  const loading = ref(true)
  const stale = ref(false)
  const readAt = ref(0)
  const stream = options.stream ?? liveStream()
  let asked = 0
  let shown = 0

  async function refresh(): Promise<void> {
    const turn = ++asked
    if (data.value === null) loading.value = true
    try {
      const fresh = await read()
      // An answer that was overtaken by a later one is dropped: it would turn the screen back.
      if (turn < shown) return
      shown = turn
      data.value = fresh
      problem.value = null
      stale.value = false
      readAt.value = Date.now()
      const position = (fresh as { position?: unknown } | null)?.position
      if (typeof position === 'number') stream.knows(position)
    } catch (error) {
      if (turn < shown) return
      problem.value = asProblem(error)
      stale.value = data.value !== null
      if (problem.value.status === 403 || problem.value.status === 404) {
        data.value = null
        stale.value = false
      }
    } finally {
      loading.value = false
    }
  }

  const again = paced(() => void refresh())
  const wanted = options.on ?? []
  const concerns = (fact: LiveFact): boolean =>
    wanted.some((want) => (/[._]$/.test(want) ? fact.type.startsWith(want) : fact.type === want)) &&
    (options.about?.(fact) ?? true)
  // Who may not listen (an officer off shift, an administrator) looks again every few seconds instead.
  const listens = may('live.use') && wanted.length > 0
  const release = listens ? stream.listen(concerns, () => again()) : () => undefined
  const every = options.every ?? (wanted.length > 0 && !listens ? 5_000 : 0)
  const beat = every ? setInterval(() => again(), every) : null
  onScopeDispose(() => {
    release()
    again.cancel()
    if (beat) clearInterval(beat)
  })
  void refresh()
  return { data, problem, loading, stale, readAt, refresh }
}
