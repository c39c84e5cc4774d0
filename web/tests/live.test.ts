import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FLUSH_MS, LiveStream, paced, type LiveFact, type Source } from '@/core/live'

class FakeSource implements Source {
  static all: FakeSource[] = []
  readyState = 0
  onopen: ((event: Event) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  closed = false
  private readonly heard = new Map<string, ((event: MessageEvent) => void)[]>()
  constructor(readonly url: string) {
    FakeSource.all.push(this)
  }
  addEventListener(type: string, hear: (event: MessageEvent) => void): void {
    this.heard.set(type, [...(this.heard.get(type) ?? []), hear])
  }
  close(): void {
    this.closed = true
  }
  say(type: string, position: number, data: object = {}): void {
    const fact: Partial<LiveFact> = { id: String(position), position, type, data: data as never }
    const event = { data: JSON.stringify(fact), lastEventId: String(position) } as MessageEvent
    for (const hear of this.heard.get(type) ?? []) hear(event)
  }
}

const last = () => FakeSource.all.at(-1)!

beforeEach(() => {
  FakeSource.all = []
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

describe('the live stream', () => {
  const stream = () => new LiveStream((url) => new FakeSource(url))

  it('opens one source for all listeners of a tab and closes it after the last', () => {
    const live = stream()
    const first = live.listen(() => true, vi.fn())
    const second = live.listen(() => true, vi.fn())
    expect(FakeSource.all).toHaveLength(1)
    first()
    expect(last().closed).toBe(false)
    second()
    expect(last().closed).toBe(true)
    expect(live.state.value).toBe('idle')
  })

  it('gives a fact only to those it concerns and remembers its position', () => {
    const live = stream()
    const cases = vi.fn()
    const alerts = vi.fn()
    live.listen((fact) => fact.type.startsWith('cases.'), cases)
    live.listen((fact) => fact.type.startsWith('rules.'), alerts)
    last().say('cases.dispatched', 7)
    expect(cases).toHaveBeenCalledOnce()
    expect(alerts).not.toHaveBeenCalled()
    expect(live.position.value).toBe(7)
  })

  it('comes back after a loss where it stopped, and everyone takes a fresh snapshot', () => {
    const live = stream()
    const hear = vi.fn()
    live.listen(() => false, hear)
    last().onopen?.(new Event('open'))
    last().say('cases.taken', 12)
    last().onerror?.(new Event('error'))
    expect(live.state.value).toBe('lost')
    vi.advanceTimersByTime(2000)
    expect(FakeSource.all).toHaveLength(2)
    expect(last().url).toBe('/api/live?after=12')
    expect(hear).not.toHaveBeenCalled()
    last().onopen?.(new Event('open'))
    expect(hear).toHaveBeenCalledWith(null)
    expect(live.state.value).toBe('open')
  })

  it('waits longer between tries while the server stays away, but never gives up', () => {
    stream().listen(() => true, vi.fn())
    for (let n = 0; n < 12; n += 1) {
      last().onerror?.(new Event('error'))
      vi.advanceTimersByTime(20_000)
    }
    expect(FakeSource.all.length).toBe(13)
  })

  it('takes a fresh snapshot when the server says reset', () => {
    const live = stream()
    const hear = vi.fn()
    live.listen(() => false, hear)
    last().say('reset', 99)
    expect(hear).toHaveBeenCalledWith(null)
    expect(live.position.value).toBe(99)
  })

  it('starts at the position of the first snapshot', () => {
    const live = stream()
    live.knows(41)
    live.knows(40)
    live.listen(() => true, vi.fn())
    expect(last().url).toBe('/api/live?after=41')
  })
})

describe('paced', () => {
  it('runs at once, then at most twice a second, and never loses the last call', () => {
    const run = vi.fn()
    const again = paced(run)
    again()
    expect(run).toHaveBeenCalledTimes(1)
    for (let n = 0; n < 50; n += 1) {
      again()
      vi.advanceTimersByTime(20)
    }
    expect(run.mock.calls.length).toBeLessThanOrEqual(3)
    vi.advanceTimersByTime(FLUSH_MS)
    const settled = run.mock.calls.length
    vi.advanceTimersByTime(10_000)
    expect(run).toHaveBeenCalledTimes(settled)
  })

  it('forgets a pending run when cancelled', () => {
    const run = vi.fn()
    const again = paced(run)
    again()
    again()
    again.cancel()
    vi.advanceTimersByTime(10_000)
    expect(run).toHaveBeenCalledTimes(1)
  })
})
