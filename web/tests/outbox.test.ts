import { describe, expect, it, vi } from 'vitest'
import { ProblemError, offline } from '@/api/problem'
import { Outbox, type Sender, type Store, type WaitingAct } from '@/core/outbox'

function memory(): Store & { kept: Map<string, WaitingAct> } {
  const kept = new Map<string, WaitingAct>()
  return {
    kept,
    all: async () => [...kept.values()],
    put: async (act) => void kept.set(act.id, act),
    remove: async (id) => void kept.delete(id),
  }
}

const act = (id: string, madeAt = 1): WaitingAct => ({
  id,
  caseId: 'c1',
  number: 'N1',
  stage: 'taken',
  userId: 'u1',
  act: 'handle',
  body: { text: '已抽排', version: 3 },
  photos: { before: [new Blob(['a'])], after: [new Blob(['b']), new Blob(['c'])] },
  madeAt,
})

const sender = (): Sender & { act: ReturnType<typeof vi.fn>; upload: ReturnType<typeof vi.fn> } => {
  let n = 0
  return { act: vi.fn(async () => ({})), upload: vi.fn(async () => `doc-${(n += 1)}`) }
}

describe('the outbox', () => {
  it('sends photos first and puts their ids into the act', async () => {
    const out = sender()
    const box = new Outbox(memory(), out)
    expect(await box.submit(act('a'))).toBe('sent')
    const body = { text: '已抽排', version: 3, before: ['doc-1'], after: ['doc-2', 'doc-3'] }
    expect(out.act).toHaveBeenCalledWith('c1', 'handle', body, 'taken')
    expect(box.waiting.value).toEqual([])
  })

  it('keeps an act while the network is away, then sends in the order made', async () => {
    const out = sender()
    out.upload.mockRejectedValueOnce(offline())
    out.upload.mockRejectedValueOnce(offline())
    const store = memory()
    const box = new Outbox(store, out)
    expect(await box.submit(act('late', 2))).toBe('kept')
    expect(await box.submit({ ...act('early', 1), body: { text: '先' } })).toBe('kept')
    expect(await box.flush('u1')).toBe(2)
    expect(out.act.mock.calls.map((call) => (call[2] as { text: string }).text)).toEqual(['先', '已抽排'])
    expect(store.kept.size).toBe(0)
  })

  it('hands a refusal back instead of keeping it', async () => {
    const out = sender()
    out.act.mockRejectedValueOnce(new ProblemError({ status: 422, code: 'x', zh: '缺照片', en: 'no photo' }))
    const box = new Outbox(memory(), out)
    await expect(box.submit(act('a'))).rejects.toThrow('no photo')
    expect(box.waiting.value).toEqual([])
  })

  it('marks a kept act that is refused later and does not send it again by itself', async () => {
    const out = sender()
    out.upload.mockRejectedValueOnce(offline())
    const box = new Outbox(memory(), out)
    await box.submit(act('a'))
    out.act.mockRejectedValueOnce(new ProblemError({ status: 409, code: 'conflict', zh: '已变', en: 'moved on' }))
    await box.flush('u1')
    expect(box.waiting.value[0]?.problem?.code).toBe('conflict')
    out.act.mockClear()
    await box.flush('u1')
    expect(out.act).not.toHaveBeenCalled()
    await box.discard('a')
    expect(box.waiting.value).toEqual([])
  })

  it('never sends what another person wrote on this phone', async () => {
    const out = sender()
    out.upload.mockRejectedValueOnce(offline())
    const box = new Outbox(memory(), out)
    await box.submit(act('a'))
    expect(await box.flush('somebody-else')).toBe(0)
    expect(out.act).not.toHaveBeenCalled()
    expect(box.waiting.value).toHaveLength(1)
  })
})

describe('an act that is safe to send twice', () => {
  it('is kept before it is sent, and gone once it arrived', async () => {
    const store = memory()
    const out = sender()
    out.act.mockImplementation(async () => expect(store.kept.has('a')).toBe(true))
    expect(await new Outbox(store, out).submit(act('a'), { first: true })).toBe('sent')
    expect(out.act).toHaveBeenCalledTimes(1)
    expect(store.kept.size).toBe(0)
  })

  it('names the same photos again when the answer was lost', async () => {
    const out = sender()
    out.act.mockRejectedValueOnce(offline())
    const box = new Outbox(memory(), out)
    expect(await box.submit(act('a'), { first: true })).toBe('kept')
    expect(await box.flush('u1')).toBe(1)
    expect(out.upload).toHaveBeenCalledTimes(3)
    expect(out.act.mock.calls[1]).toEqual(out.act.mock.calls[0])
  })

  it('is not sent a second time by a flush while it is on its way', async () => {
    const store = memory()
    const out = sender()
    const box = new Outbox(store, out)
    out.act.mockImplementation(async () => {
      await box.load()
      expect(await box.flush('u1')).toBe(0)
    })
    await box.submit(act('a'), { first: true })
    expect(out.act).toHaveBeenCalledTimes(1)
  })
})
