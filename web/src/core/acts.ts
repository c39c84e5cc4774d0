/** What each act on a case asks for. The server decides which acts are open; this says how to ask for them. */
import type { IconName } from './ui/icons'

export type ActField = 'text' | 'task' | 'reason' | 'dutyItem' | 'proposedUnit' | 'unit' | 'into' | 'result' | 'before' | 'after' | 'photos'

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
}

interface ActSpec {
  icon: IconName
  fields: ActField[]
  main?: boolean
  needs: ActField[]
}

export const ACTS: Record<string, ActSpec> = {
  take: { icon: 'check', fields: [], needs: [], main: true },
  handle: { icon: 'camera', fields: ['text', 'before', 'after'], needs: ['text'], main: true },
  verify: { icon: 'check', fields: ['result', 'text', 'photos'], needs: ['text'], main: true },
  close: { icon: 'check', fields: ['text'], needs: [], main: true },
  dispatch: { icon: 'next', fields: ['unit', 'reason'], needs: ['unit', 'reason'], main: true },
  re_dispatch: { icon: 'next', fields: ['unit', 'reason'], needs: ['unit', 'reason'] },
  refuse_return: { icon: 'close', fields: ['reason'], needs: ['reason'] },
  return: { icon: 'back', fields: ['reason', 'dutyItem', 'proposedUnit'], needs: ['reason', 'dutyItem', 'proposedUnit'] },
  transfer: { icon: 'next', fields: ['unit', 'reason'], needs: ['unit', 'reason'] },
  add_co_unit: { icon: 'plus', fields: ['unit', 'task'], needs: ['unit', 'task'] },
  urge: { icon: 'message', fields: ['text'], needs: ['text'] },
  merge: { icon: 'link', fields: ['into', 'reason'], needs: ['into', 'reason'] },
  void: { icon: 'close', fields: ['reason'], needs: ['reason'] },
}

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
  }
}

/** Main acts first, in the order of the loop; acts that we do not know how to ask for are left out. */
export function orderedActs(allowed: readonly string[]): string[] {
  const order = Object.keys(ACTS)
  return allowed.filter((act) => act in ACTS).sort((a, b) => order.indexOf(a) - order.indexOf(b))
}

/** Which needed field is still empty, as the key of its sentence; photos are needed where the matter says so. */
export function missingIn(act: string, form: ActForm, photos: readonly string[] = []): string | null {
  const spec = ACTS[act]
  if (!spec) return null
  for (const field of spec.needs) {
    const value = form[field]
    if (typeof value === 'string' && value.trim()) continue
    if (field === 'unit' || field === 'proposedUnit') return 'case.needUnit'
    if (field === 'text' || field === 'task') return 'case.needText'
    return 'case.needReason'
  }
  if (act === 'handle' && photos.some((kind) => (kind === 'before' || kind === 'after') && form[kind].length === 0))
    return 'case.needPhotos'
  return null
}

/** The body that the route of the act takes. */
export function bodyOf(act: string, form: ActForm, version: number): Record<string, unknown> {
  const spec = ACTS[act]
  const body: Record<string, unknown> = { version }
  const names: Partial<Record<ActField, string>> = { dutyItem: 'duty_item', proposedUnit: 'proposed_unit', task: 'task_zh' }
  for (const field of spec?.fields ?? []) {
    const value = form[field]
    body[names[field] ?? field] = typeof value === 'string' ? value.trim() : value
  }
  return body
}
