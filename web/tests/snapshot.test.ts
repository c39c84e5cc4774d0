import { effectScope } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '@/api/problem'
import { LiveStream, useSnapshot } from '@/core/live'

const settled = () => new Promise((done) => setTimeout(done, 0))
const quiet = () => new LiveStream(() => ({ addEventListener() {}, close() {}, readyState: 0, onopen: null, onerror: null }))
const refused = (status: number) => new ProblemError({ status, code: 'x', zh: '不行', en: 'no' })

describe('a snapshot', () => {
  it('drops an answer that a later one overtook', async () => {
    const answers: ((value: string) => void)[] = []
    const scope = effectScope()
    const snapshot = scope.run(() =>
      useSnapshot(() => new Promise<string>((done) => answers.push(done)), { stream: quiet() }),
    )!
    void snapshot.refresh()
    answers[1]?.('new')
    await settled()
    answers[0]?.('old')
    await settled()
    expect(snapshot.data.value).toBe('new')
    scope.stop()
  })

  it('keeps what it shows and says stale when the server goes away', async () => {
    const read = vi.fn().mockResolvedValueOnce({ n: 1 }).mockRejectedValueOnce(new TypeError('network'))
    const scope = effectScope()
    const snapshot = scope.run(() => useSnapshot(read as () => Promise<{ n: number }>, { stream: quiet() }))!
    await settled()
    await snapshot.refresh()
    expect(snapshot.data.value).toEqual({ n: 1 })
    expect(snapshot.stale.value).toBe(true)
    scope.stop()
  })

  it('forgets what it shows when it may no longer be seen', async () => {
    for (const status of [403, 404]) {
      const read = vi.fn().mockResolvedValueOnce('secret').mockRejectedValueOnce(refused(status))
      const scope = effectScope()
      const snapshot = scope.run(() => useSnapshot(read as () => Promise<string>, { stream: quiet() }))!
      await settled()
      await snapshot.refresh()
      expect(snapshot.data.value).toBeNull()
      expect(snapshot.stale.value).toBe(false)
      expect(snapshot.problem.value?.status).toBe(status)
      scope.stop()
    }
  })
})
