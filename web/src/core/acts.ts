/** What each act on a case asks for. The server decides which acts are open; this says how to ask for them. */
import type { IconName } from './ui/icons'

export type ActField =
  | 'text' | 'task' | 'reason' | 'dutyItem' | 'proposedUnit' | 'unit' | 'into' | 'result' | 'before' | 'after' | 'photos'
  | 'reply' | 'limit' | 'ownLimit' | 'suspension' | 'order' | 'accepted' | 'signers' | 'about' | 'agreed' | 'mark' | 'to'
  | 'figure' | 'asked' | 'evidence' | 'decision'

export interface ActForm {
  text: string
  task: string
  reason: string
  dutyItem: string
  proposedUnit: string
  unit: string
  into: string
  result: 'pass' | 'fail'
  before: string[]
  after: string[]
  photos: string[]
  reply: string
  kind: string
  amount: string
  suspension: string
  order: string
  accepted: boolean
  signers: string[]
  about: string
  agreed: boolean
  mark: string
  to: string
  figure: string
  evidence: string[]
  decision: string
}

export type ActGroup = 'work' | 'limits' | 'levels' | 'watch' | 'rates' | 'more'

interface ActSpec {
  icon: IconName
  fields: ActField[]
  main?: boolean
  needs: ActField[]
  group: ActGroup
}

function act(group: ActGroup, icon: IconName, needs: ActField[], optional: ActField[] = [], main = false): ActSpec {
  return { icon, fields: [...needs, ...optional], needs, main, group }
}

/** In the order of the buttons: what is next in the loop comes first. */
export const ACTS: Record<string, ActSpec> = {
  take: act('work', 'check', [], [], true),
  report_in: act('work', 'check', ['text'], [], true),
  contact: act('work', 'phone', ['text'], [], true),
  handle: { ...act('work', 'camera', ['text'], ['before', 'after'], true) },
  sign: act('work', 'check', ['agreed'], ['text'], true),
  reply_order: act('watch', 'message', ['order', 'text'], [], true),
  resume: act('limits', 'next', ['text'], [], true),
  verify: { ...act('work', 'check', ['result', 'text'], ['photos'], true) },
  review: act('work', 'check', ['result'], ['reply', 'text'], true),
  close: act('work', 'check', [], ['text'], true),
  establish: act('work', 'check', ['text'], [], true),
  dispatch: act('work', 'next', ['unit', 'reason'], [], true),
  act_first: act('work', 'next', ['unit', 'reason'], [], true),
  rule: act('work', 'duty', ['unit', 'reason'], [], true),
  redo: act('work', 'refresh', ['reason'], [], true),
  close_with_reason: act('work', 'check', ['reason']),
  meet: act('work', 'user', ['text']),
  sign_off: act('watch', 'check', ['order', 'accepted'], ['text'], true),
  grant_extension: act('limits', 'check', [], ['decision'], true),
  refuse_extension: act('limits', 'close', ['reason']),
  grant_exclusion: act('rates', 'check', ['asked'], ['decision'], true),
  refuse_exclusion: act('rates', 'close', ['asked', 'decision']),
  rate: act('work', 'chart', ['mark'], ['text'], true),
  re_dispatch: act('levels', 'next', ['unit', 'reason']),
  refuse_return: act('levels', 'close', ['reason']),
  return: act('levels', 'back', ['reason', 'dutyItem', 'proposedUnit']),
  transfer: act('levels', 'next', ['unit', 'reason']),
  assign_down: act('levels', 'down', ['unit', 'task'], ['ownLimit']),
  report_up: act('levels', 'next', ['reason']),
  raise: act('levels', 'next', ['reason']),
  whistle: act('levels', 'message', ['unit', 'task']),
  add_co_unit: act('levels', 'plus', ['unit', 'task']),
  ask_signatures: act('work', 'user', ['signers', 'about']),
  ask_extension: act('limits', 'duty', ['limit', 'reason']),
  suspend: act('limits', 'hold', ['suspension', 'text'], ['ownLimit']),
  urge: act('watch', 'message', ['text']),
  supervise: act('watch', 'alert', ['text', 'limit']),
  ask_exclusion: act('rates', 'minus', ['figure', 'reason', 'evidence']),
  merge: act('more', 'link', ['into', 'reason']),
  transfer_out: act('more', 'out', ['to', 'reason']),
  void: act('more', 'close', ['reason']),
  archive: act('more', 'case', []),
}

export const LIMIT_KINDS = ['working_day', 'working_hour', 'natural_day', 'urgent_hour'] as const
/** What may be left out of the rates, as the server names it. */
export const FIGURES = ['finish', 'take', 'contact', 'first', 'return', 'redo', 'solved', 'satisfied', 'once', 'reached', 'all'] as const

export function emptyForm(): ActForm {
  return {
    text: '',
    task: '',
    reason: '',
    dutyItem: '',
    proposedUnit: '',
    unit: '',
    into: '',
    result: 'pass',
    before: [],
    after: [],
    photos: [],
    reply: '',
    kind: 'working_day',
    amount: '',
    suspension: '',
    order: '',
    accepted: true,
    signers: [],
    about: '',
    agreed: true,
    mark: '5',
    to: '',
    figure: '',
    evidence: [],
    decision: '',
  }
}

/** Main acts first, in the order of the loop; acts that we do not know how to ask for are left out. */
export function orderedActs(allowed: readonly string[]): string[] {
  const order = Object.keys(ACTS)
  return allowed.filter((act) => act in ACTS).sort((a, b) => order.indexOf(a) - order.indexOf(b))
}

/** The acts that are not main, by what they are about. */
export function furtherActs(allowed: readonly string[]): [ActGroup, string[]][] {
  const groups = new Map<ActGroup, string[]>()
  for (const one of orderedActs(allowed)) {
    const spec = ACTS[one]!
    if (!spec.main) groups.set(spec.group, [...(groups.get(spec.group) ?? []), one])
  }
  const order: ActGroup[] = ['work', 'levels', 'limits', 'watch', 'rates', 'more']
  return order.filter((group) => groups.has(group)).map((group) => [group, groups.get(group)!])
}

const SENTENCES: Partial<Record<ActField, string>> = {
  unit: 'case.needUnit',
  proposedUnit: 'case.needUnit',
  text: 'case.needText',
  task: 'case.needText',
  about: 'case.needText',
  decision: 'case.needText',
  to: 'case.needText',
  suspension: 'handling.needChoice',
  order: 'handling.needChoice',
  figure: 'handling.needChoice',
  asked: 'handling.needChoice',
  signers: 'handling.needUnits',
  evidence: 'handling.needEvidence',
  limit: 'handling.needNumber',
  ownLimit: 'handling.needNumber',
}

/** Whether a field is filled in. A limit is a number above zero; an own limit may be left out altogether. */
function given(field: ActField, form: ActForm): boolean {
  if (field === 'limit') return Number(form.amount) > 0
  if (field === 'ownLimit') return form.amount.trim() === '' || Number(form.amount) > 0
  const value = form[field === 'asked' ? 'figure' : field]
  return typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) ? value.length > 0 : true
}

/** Which needed field is still empty, as the key of its sentence; photos are needed where the matter says so. */
export function missingIn(act: string, form: ActForm, photos: readonly string[] = []): string | null {
  const spec = ACTS[act]
  if (!spec) return null
  const needs = spec.fields.includes('ownLimit') ? [...spec.needs, 'ownLimit' as const] : spec.needs
  for (const field of needs) if (!given(field, form)) return SENTENCES[field] ?? 'case.needReason'
  const sentBack =
    (act === 'review' && form.result === 'fail') ||
    (act === 'sign' && !form.agreed) ||
    (act === 'sign_off' && !form.accepted)
  if (sentBack && !form.text.trim()) return 'case.needReason'
  if (act === 'handle' && photos.some((kind) => (kind === 'before' || kind === 'after') && form[kind].length === 0))
    return 'case.needPhotos'
  return null
}

const NAMES: Partial<Record<ActField, string>> = {
  dutyItem: 'duty_item',
  proposedUnit: 'proposed_unit',
  task: 'task_zh',
  suspension: 'reason',
  signers: 'units',
  asked: 'figure',
}

/** The body that the route of the act takes. */
export function bodyOf(act: string, form: ActForm, version: number): Record<string, unknown> {
  const body: Record<string, unknown> = { version }
  const limit = { kind: form.kind, amount: Number(form.amount) }
  for (const field of ACTS[act]?.fields ?? []) {
    if (field === 'limit') Object.assign(body, limit)
    else if (field === 'ownLimit') body.limit = form.amount.trim() ? limit : null
    else if (field === 'mark') body.mark = Number(form.mark)
    else {
      const value = form[field === 'asked' ? 'figure' : field]
      body[NAMES[field] ?? field] = typeof value === 'string' ? value.trim() : value
    }
  }
  return body
}

/** Not an item of the duty list: how a person placed the case. */
const BY_HAND = ['manual', 'fallback', 're_dispatch', 'transfer', 'report_up', 'assign_down', 'raise', 'act_first', 'rule', 'redo']

/** The duty item that a return most likely cites: the one of the last return, else the one that placed the case. */
export function citedItem(ruleId: string, returns: readonly { duty_item: string }[]): string {
  return returns.at(-1)?.duty_item || (BY_HAND.includes(ruleId) ? '' : ruleId)
}
