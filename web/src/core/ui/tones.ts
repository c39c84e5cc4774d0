export type Tone = 'grey' | 'blue' | 'yellow' | 'orange' | 'red' | 'green'

/** Which tone a status word has. Four ladders of the field keep their own colours; the rest is by meaning. */
const TONES: Record<string, Record<string, Tone>> = {
  severity: { notice: 'blue', general: 'yellow', important: 'orange', urgent: 'red' },
  stage: {
    opened: 'orange',
    dispatched: 'yellow',
    taken: 'blue',
    returned: 'orange',
    handled: 'blue',
    verifiable: 'yellow',
    verified: 'green',
    closed: 'grey',
    filed: 'blue',
    disputed: 'red',
    suspended: 'grey',
    replied: 'yellow',
    unsatisfied: 'orange',
    rated: 'green',
    archived: 'grey',
  },
  extensionState: { asked: 'yellow', granted: 'green', refused: 'grey' },
  orderState: { asked: 'orange', answered: 'yellow', signed_off: 'green' },
  signState: { asked: 'yellow', agreed: 'green', objected: 'orange' },
  caseState: { open: 'blue', closed: 'grey', merged: 'grey', void: 'grey' },
  eventState: { open: 'orange', closed: 'grey' },
  alertState: { open: 'red', ended: 'grey' },
  outcome: { true: 'red', false_alarm: 'grey', device_fault: 'yellow', duplicate: 'grey', drill: 'blue', maintenance: 'grey' },
  ruleState: { active: 'green', retired: 'grey' },
  matterDraft: { asked: 'yellow', approved: 'green', refused: 'red' },
  reportState: { draft: 'blue', review: 'yellow', approved: 'orange', issued: 'green', replaced: 'grey', withdrawn: 'red', discarded: 'grey' },
  definitionState: { new: 'grey', published: 'green', retired: 'grey' },
  studioState: { writing: 'blue', review: 'yellow', approved: 'blue', installed: 'green', dropped: 'grey' },
  packState: { loaded: 'green', faulty: 'red', removed: 'grey' },
  packAct: { installed: 'green', upgraded: 'blue', removed: 'grey' },
  packComing: { install: 'green', upgrade: 'blue', downgrade: 'orange', same: 'grey', remove: 'red', restore: 'green' },
  packChange: { added: 'green', changed: 'orange', removed: 'red' },
  runState: { queued: 'grey', running: 'blue', passed: 'green', failed: 'red', cancelled: 'grey' },
  boardState: { new: 'grey', published: 'green', withdrawn: 'grey' },
  boardStage: { composing: 'blue', review: 'yellow', approved: 'green' },
  figureState: { awaited: 'orange', draft: 'yellow', reported: 'blue', returned: 'red', reviewed: 'blue', published: 'green' },
  draftState: { draft: 'blue', submitted: 'yellow', approved: 'green', refused: 'red', withdrawn: 'grey' },
  holdState: { current: 'blue', coming: 'yellow', over: 'grey', cancelled: 'grey' },
  held: { maintenance: 'blue', quiet: 'grey' },
  thingState: { online: 'green', silent: 'orange', never: 'grey' },
  credential: { none: 'grey', active: 'green', revoked: 'red' },
  commandState: {
    queued: 'yellow',
    sent: 'blue',
    done: 'green',
    refused: 'orange',
    failed: 'red',
    expired: 'grey',
    withdrawn: 'grey',
  },
  connectorState: { online: 'green', trouble: 'red', silent: 'orange', never: 'grey', cut_off: 'grey' },
  thingFault: { faulty: 'red' },
  quality: { good: 'green', suspect: 'yellow', calibration: 'blue', maintenance: 'blue', fault: 'red', deleted: 'grey' },
  shiftState: { planned: 'blue', open: 'green', closed: 'grey', lapsed: 'orange' },
  handOverState: { drawn: 'yellow', half_signed: 'yellow', signed: 'green', withdrawn: 'grey' },
  role: { lead: 'blue', co: 'grey' },
  caseKind: { city: 'blue', maintenance: 'grey' },
  instructionState: { entered: 'orange', assigned: 'blue', reported: 'yellow', closed: 'green', dropped: 'grey' },
  messageState: { queued: 'grey', sent: 'blue', delivered: 'blue', read: 'green', failed: 'red' },
  returnState: { asked: 'yellow', granted: 'green', refused: 'grey', disputed: 'orange' },
}

export function toneOf(group: string, code: string | null | undefined): Tone {
  return (code && TONES[group]?.[code]) || 'grey'
}

/** The strong colour of a severity where a token cannot reach: map layers and chart series. */
export const SEVERITY_COLOURS: Record<string, string> = {
  notice: '#2271dd',
  general: '#d99a00',
  important: '#e06a10',
  urgent: '#d4271f',
}
