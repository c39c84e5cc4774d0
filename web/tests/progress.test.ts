import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useProgress } from '@/core/progress'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('asks by its own ticket while the act runs, and forgets what it was told when it ends', async () => {
  const asked: string[] = []
  const scope = effectScope()
  const { progress, following } = scope.run(() =>
    useProgress((ticket: string) => {
      asked.push(ticket)
      return asked.length === 1 ? Promise.reject(new Error('not begun')) : Promise.resolve(asked.length)
    }),
  )!
  let end: (value: string) => void = () => {}
  let given = ''
  const answer = following((ticket) => {
    given = ticket
    return new Promise<string>((resolve) => (end = resolve))
  })
  await vi.advanceTimersByTimeAsync(500)
  expect(progress.value).toBeNull() // it had not begun
  await vi.advanceTimersByTimeAsync(500)
  expect(progress.value).toBe(2)
  expect(new Set(asked)).toEqual(new Set([given]))
  end('done')
  expect(await answer).toBe('done')
  expect(progress.value).toBeNull()
  await vi.advanceTimersByTimeAsync(2000)
  expect(asked).toHaveLength(2) // nobody is asked any more
  scope.stop()
})
