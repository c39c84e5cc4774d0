/**
 * What an operator's click does, step by step: register, split, act, join. A step that is done is not done again, so
 * that after a fault the rest goes on where it stopped, and a second click makes no second appeal.
 */
import { ref, shallowRef } from 'vue'
import { appeals, type Registered, type Similar } from '@/api/appeals'
import { useSaving } from '@/core/saving'
import { arranged, bodyOfDraft, bodyOfParts, type Draft } from './draft'
import { bodyOf, type ActForm } from './words'

export interface Sent {
  main: Registered
  parts: Registered[]
  /** What was done with it, '' for registering alone. */
  act: string
  joined: string[]
}

export function useSending() {
  const { busy, problem, saving } = useSaving()
  const sent = shallowRef<Sent | null>(null)
  /** Everything that was asked for is done. */
  const whole = ref(false)
  const done = new Set<string>()

  async function once(step: string, run: () => Promise<unknown>): Promise<void> {
    if (done.has(step)) return
    await run()
    done.add(step)
  }

  async function dispatch(draft: Draft, sending: Sent, chosen: readonly Similar[]): Promise<void> {
    const main = sending.main.id
    const { whole: first, parts } = arranged(draft)
    const target = chosen.find((one) => one.row.stage === 'dispatched')?.row.id
    const waiting = chosen.filter((one) => one.row.stage === 'registered').map((one) => one.row.id)
    if (target) await once('join', () => appeals.join([main, ...waiting], target))
    else {
      await once('dispatch', () => appeals.act(main, 'dispatch', { matter: first.matter }))
      if (waiting.length) await once('join', () => appeals.join(waiting, main))
    }
    for (const [n, part] of parts.entries()) {
      const own = sending.parts[n]
      if (own && part.matter) await once(own.id, () => appeals.act(own.id, 'dispatch', { matter: part.matter }))
    }
  }

  const send = (draft: Draft, act: string, form: ActForm | null, chosen: readonly Similar[]) =>
    saving(async () => {
      const main = sent.value?.main ?? (await appeals.register(bodyOfDraft(draft)))
      sent.value ??= { main, parts: [], act, joined: [] }
      sent.value = { ...sent.value, act }
      const { parts } = arranged(draft)
      if (parts.length)
        await once('split', async () => {
          sent.value = { ...sent.value!, parts: await appeals.split(main.id, bodyOfParts(parts)) }
        })
      if (act === 'dispatch') {
        await dispatch(draft, sent.value, chosen)
        sent.value = { ...sent.value, joined: chosen.map((one) => one.row.number) }
      } else if (act && form) await once('act', () => appeals.act(main.id, act, bodyOf(act, form)))
      whole.value = true
    })

  function clear(): void {
    sent.value = null
    whole.value = false
    problem.value = null
    done.clear()
  }

  return { busy, problem, sent, whole, send, clear }
}
