/** What a page shows and does not bring with it is asked for together, and once. */
export function learning(most: number, ask: (keys: string[]) => Promise<void>): (keys: string[]) => void {
  const asked = new Set<string>()
  let waiting: string[] = []
  async function now(): Promise<void> {
    const keys = waiting
    waiting = []
    for (let at = 0; at < keys.length; at += most) {
      const some = keys.slice(at, at + most)
      try {
        await ask(some)
      } catch {
        // Without an answer things keep their Chinese names, and the next page asks again.
        for (const key of some) asked.delete(key)
      }
    }
  }
  return (keys) => {
    const fresh = keys.filter((key) => !asked.has(key))
    if (!fresh.length) return
    if (!waiting.length) setTimeout(() => void now(), 20)
    for (const key of fresh) asked.add(key)
    waiting.push(...fresh)
  }
}
