/** The codes of appeals in the order they are shown, their tones, and what each act asks for. */
import type { AppealRow } from '@/api/appeals'
import type { IconName } from '@/core/ui/icons'
import type { Tone } from '@/core/ui/tones'

export const KINDS = ['consult', 'help', 'complaint', 'report', 'suggestion', 'praise'] as const
export const CHANNELS = ['12345', 'web', 'app', 'grid', 'visit', 'letter', 'excel', 'webhook', 'exchange'] as const
/** What an operator takes down himself; the others come in by machines. */
export const OWN_CHANNELS = ['12345', 'visit', 'letter'] as const
export const STAGES = ['registered', 'dispatched', 'replied', 'ended'] as const
export const STATES = [
  'open',
  'closed',
  'answered',
  'declined',
  'withdrawn',
  'transferred',
  'merged',
  'void',
] as const
export const URGENCIES = ['notice', 'general', 'important', 'urgent'] as const
export const SOLVED = ['solved', 'partly', 'unsolved'] as const
export const SATISFACTION = ['satisfied', 'basically', 'dissatisfied'] as const

/** The longest text of an appeal that the server takes. */
export const LONGEST = 10_000

const STAGE_TONES: Record<string, Tone> = { registered: 'orange', dispatched: 'blue', replied: 'yellow' }
const STATE_TONES: Record<string, Tone> = { closed: 'green', answered: 'green' }
export const KIND_TONES: Record<string, Tone> = { complaint: 'orange', report: 'red', help: 'blue' }
export const SOLVED_TONES: Record<string, Tone> = {
  solved: 'green',
  partly: 'yellow',
  unsolved: 'red',
  satisfied: 'green',
  basically: 'blue',
  dissatisfied: 'red',
}

/** An open appeal is known by its stage, an ended one by how it ended. */
export function standing(row: Pick<AppealRow, 'state' | 'stage'>): { group: string; code: string; tone: Tone } {
  return row.state === 'open'
    ? { group: 'appealStage', code: row.stage, tone: STAGE_TONES[row.stage] ?? 'grey' }
    : { group: 'appealState', code: row.state, tone: STATE_TONES[row.state] ?? 'grey' }
}

export type Field = 'text' | 'reason' | 'target' | 'into' | 'matter' | 'words'

interface ActSpec {
  icon: IconName
  main?: boolean
  /** The fields of its dialog, in order; `reason` and `target` are chosen from the book. */
  fields: readonly Field[]
}

/** `words` is an explanation that may stay empty, `text` one that may not. Acts with a page of their own
 * (join, split, call_back, edit) have no fields here. */
export const ACTS: Record<string, ActSpec> = {
  dispatch: { icon: 'next', main: true, fields: ['matter', 'words'] },
  call_back: { icon: 'phone', main: true, fields: [] },
  answer: { icon: 'message', fields: ['text'] },
  join: { icon: 'link', fields: [] },
  split: { icon: 'table', fields: [] },
  edit: { icon: 'rule', fields: [] },
  supplement: { icon: 'plus', fields: ['text'] },
  transfer_out: { icon: 'out', fields: ['target', 'words'] },
  decline: { icon: 'close', fields: ['reason', 'words'] },
  merge_repeat: { icon: 'link', fields: ['into', 'words'] },
  unjoin: { icon: 'minus', fields: ['text'] },
  withdraw: { icon: 'back', fields: ['text'] },
  void: { icon: 'close', fields: ['text'] },
}

export function orderedActs(allowed: readonly string[]): string[] {
  const order = Object.keys(ACTS)
  return order.filter((act) => allowed.includes(act))
}

export interface ActForm {
  text: string
  words: string
  reason: string
  target: string
  into: string
  matter: string
}

export function emptyAct(): ActForm {
  return { text: '', words: '', reason: '', target: '', into: '', matter: '' }
}

/** Which needed field is still empty, as the key of its sentence. */
export function missingIn(act: string, form: ActForm): string | null {
  const fields = ACTS[act]?.fields ?? []
  if (fields.includes('matter') && !form.matter) return 'appeal.needMatter'
  if (fields.includes('reason') && !form.reason) return 'appeal.needReason'
  if (fields.includes('target') && !form.target) return 'appeal.needTarget'
  if (fields.includes('into') && !form.into.trim()) return 'appeal.needInto'
  if (fields.includes('text') && !form.text.trim()) return 'appeal.needText'
  return null
}

/** The body that the route of the act takes, but for the version. */
export function bodyOf(act: string, form: ActForm): Record<string, unknown> {
  const text = form.text.trim()
  const words = form.words.trim()
  switch (act) {
    case 'answer':
    case 'supplement':
      return { text }
    case 'decline':
      return { reason: form.reason, text: words }
    case 'transfer_out':
      return { target: form.target, text: words }
    case 'dispatch':
      return { matter: form.matter, reason: words }
    case 'merge_repeat':
      return { into: form.into, reason: words }
    default:
      return { reason: text }
  }
}

type Open = Pick<AppealRow, 'id' | 'state' | 'stage'>

/** Who joins whom, so that both share one event: the one still waiting joins the one already at work; none where neither can. */
export function joining(one: Open, other: Open): { ids: string[]; into: string } | null {
  if (one.state !== 'open' || other.state !== 'open') return null
  if (one.stage === 'registered' && other.stage === 'dispatched') return { ids: [one.id], into: other.id }
  if (one.stage === 'dispatched' && other.stage === 'registered') return { ids: [other.id], into: one.id }
  return null
}
