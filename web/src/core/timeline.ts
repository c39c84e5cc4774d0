import type { Case, Explanation } from '@/api/types'

export interface TimelineLine {
  key: string
  at: string
  act: string
  who: string
  text_zh: string
  text_en: string
  words: string
  before: string[]
  after: string[]
  tone: 'plain' | 'signal' | 'back' | 'done'
}

const TONES: Record<string, TimelineLine['tone']> = {
  close: 'done',
  verify_pass: 'done',
  return: 'back',
  verify_fail: 'back',
  review_pass: 'done',
  review_fail: 'back',
  disputed: 'signal',
  relapsed: 'signal',
  unsatisfied: 'back',
  answered: 'done',
  sign_off: 'done',
  relapse: 'signal',
  overdue: 'signal',
}

function line(part: Partial<TimelineLine> & Pick<TimelineLine, 'key' | 'at' | 'act'>): TimelineLine {
  return {
    who: '',
    text_zh: '',
    text_en: '',
    words: '',
    before: [],
    after: [],
    tone: TONES[part.act] ?? 'plain',
    ...part,
  }
}

/** From the first reading over the limit to the last act, in order of time; ties keep the order of cause. */
export function timelineOf(found: Pick<Case, 'steps'>, chain: Explanation | null): TimelineLine[] {
  const lines: TimelineLine[] = []
  for (const alert of chain?.alerts ?? []) {
    if (alert.observed_at)
      lines.push(
        line({
          key: `reading/${alert.alert_id}`,
          at: alert.observed_at,
          act: 'reading',
          words: '',
          text_zh: alert.thing_name,
          text_en: alert.thing_name,
          tone: 'signal',
        }),
      )
    if (alert.raised_at)
      lines.push(
        line({
          key: `alert/${alert.alert_id}`,
          at: alert.raised_at,
          act: 'alert',
          text_zh: alert.sentence_zh,
          text_en: alert.sentence_en,
          tone: 'signal',
        }),
      )
    if (alert.confirmed_at)
      lines.push(
        line({
          key: `confirm/${alert.alert_id}`,
          at: alert.confirmed_at,
          act: 'confirm',
          who: alert.confirmed_by,
          words: alert.reason,
        }),
      )
  }
  if (chain?.event)
    lines.push(
      line({
        key: `event/${chain.event.event_id}`,
        at: chain.event.opened_at,
        act: 'event',
        text_zh: `${chain.event.number} ${chain.event.title_zh}`,
        text_en: `${chain.event.number} ${chain.event.title_en}`,
      }),
    )
  for (const step of found.steps) {
    const result = ['verify', 'review'].includes(step.act) ? (step.details.result ?? '') : ''
    const act = result ? `verify_${result}` : step.act
    lines.push(
      line({
        key: `step/${step.version}`,
        at: step.at,
        act,
        who: [step.actor_name, step.unit_name].filter(Boolean).join(' · '),
        text_zh: step.text_zh,
        text_en: step.text_en,
        words: step.text,
        before: step.before,
        after: step.after,
      }),
    )
  }
  return lines
    .map((one, index) => ({ one, index, at: new Date(one.at).getTime() }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ one }) => one)
}
