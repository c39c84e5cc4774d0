import { onScopeDispose, shallowRef } from 'vue'

const EVERY_MS = 500

/** The word by which one's own long act is asked how far it is. */
export const drawTicket = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, '0')).join('')

/** How far an act is while it runs: `following` hands it its ticket and asks `ask` until it has ended. */
export function useProgress<T>(ask: (ticket: string) => Promise<T>) {
  const progress = shallowRef<T | null>(null)
  let now = ''

  async function following<R>(act: (ticket: string) => Promise<R>): Promise<R> {
    const ticket = (now = drawTicket())
    const beat = setInterval(() => void tick(ticket), EVERY_MS)
    try {
      return await act(ticket)
    } finally {
      clearInterval(beat)
      if (now === ticket) end()
    }
  }
  async function tick(ticket: string): Promise<void> {
    try {
      const told = await ask(ticket)
      if (now === ticket) progress.value = told
    } catch {
      // It is over, or has not begun: its answer itself says so.
    }
  }
  function end(): void {
    now = ''
    progress.value = null
  }
  onScopeDispose(end)
  return { progress, following }
}
