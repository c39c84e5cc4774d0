/**
 * Acts that could not be sent wait here, with their photos, and go out when the network is back.
 *
 * Only "the server cannot be reached" keeps an act waiting. A refusal is an answer: it is shown to the person, who
 * corrects or discards it. Acts of one case go out in the order they were made.
 */
import { ref, shallowRef, type Ref } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { GRID_REPORT, reportFromGrid } from './gridReport'
import { uploadPhoto } from './photos'
import { actAsSeen } from './submit'

export type PhotoField = 'before' | 'after' | 'photos'
type KeptField = PhotoField | 'evidence'

export interface WaitingAct {
  id: string
  caseId: string
  number: string
  /** The stage that the person saw. */
  stage: string
  userId: string
  act: string
  body: Record<string, unknown>
  photos: Partial<Record<KeptField, Blob[]>>
  /** The photos that arrived already: a second try names the same ones, so that one key has one content. */
  arrived?: Partial<Record<KeptField, string[]>>
  madeAt: number
  problem?: Problem
}

export interface Store {
  all(): Promise<WaitingAct[]>
  put(act: WaitingAct): Promise<void>
  remove(id: string): Promise<void>
}

export interface Sender {
  upload(photo: Blob, takenAt: number): Promise<string>
  act(caseId: string, act: string, body: object, stage: string): Promise<unknown>
}

export class Outbox {
  /** Shallow: what goes back to the device must be plain, a reactive wrapper cannot be stored. */
  readonly waiting: Ref<WaitingAct[]> = shallowRef([])
  readonly sending: Ref<boolean> = ref(false)
  /** What went out last, with the server's answer. */
  readonly last: Ref<{ act: WaitingAct; answer: unknown } | null> = shallowRef(null)
  /** On their way by `submit`: a flush meanwhile must not send them a second time. */
  private readonly onTheWay = new Set<string>()

  constructor(
    private readonly store: Store,
    private readonly sender: Sender,
  ) {}

  async load(): Promise<void> {
    this.waiting.value = (await this.store.all()).sort((a, b) => a.madeAt - b.madeAt)
  }

  /**
   * Sends now; keeps the act when the server cannot be reached. Throws the refusal otherwise. With `first` the act is
   * kept before it is sent, so that a page closed meanwhile loses nothing: only for acts that are safe to send twice.
   */
  async submit(act: WaitingAct, { first = false } = {}): Promise<'sent' | 'kept'> {
    this.onTheWay.add(act.id)
    try {
      // A device that keeps nothing can still send.
      if (first) await this.store.put(act).catch(() => undefined)
      await this.send(act)
      if (first) await this.store.remove(act.id).catch(() => undefined)
      return 'sent'
    } catch (error) {
      if (asProblem(error).status !== 0) {
        if (first) await this.store.remove(act.id).catch(() => undefined)
        throw error
      }
      await this.store.put(act)
      await this.load()
      return 'kept'
    } finally {
      this.onTheWay.delete(act.id)
    }
  }

  /** Sends what waits, oldest first, and stops at the first sign that the network is still away. */
  async flush(userId: string): Promise<number> {
    if (this.sending.value) return 0
    this.sending.value = true
    let sent = 0
    try {
      for (const act of [...this.waiting.value]) {
        // Another person signed in on this phone must not send what was written under the first one's name.
        if (act.userId !== userId || act.problem || this.onTheWay.has(act.id)) continue
        try {
          await this.send(act)
          await this.store.remove(act.id)
          sent += 1
        } catch (error) {
          const problem = asProblem(error)
          if (problem.status === 0 || problem.status >= 500 || problem.status === 401) {
            if (act.arrived) await this.store.put(act)
            break
          }
          await this.store.put({ ...act, problem })
        }
      }
    } finally {
      this.sending.value = false
      await this.load()
    }
    return sent
  }

  async discard(id: string): Promise<void> {
    await this.store.remove(id)
    await this.load()
  }

  private async send(act: WaitingAct): Promise<void> {
    const body = { ...act.body }
    for (const [field, photos] of Object.entries(act.photos)) {
      const ids = [...(act.arrived?.[field as KeptField] ?? [])]
      for (const photo of (photos ?? []).slice(ids.length)) {
        ids.push(await this.sender.upload(photo, act.madeAt))
        act.arrived = { ...act.arrived, [field]: [...ids] }
      }
      body[field] = ids
    }
    const answer = await this.sender.act(act.caseId, act.act, body, act.stage)
    this.last.value = { act, answer }
  }
}

const NAME = 'yiwang'
const TABLE = 'outbox'

function opened(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'id' })
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error ?? new Error('indexedDB'))
  })
}

async function inTable<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  try {
    return await new Promise<T>((done, fail) => {
      const request = work(database.transaction(TABLE, mode).objectStore(TABLE))
      request.onsuccess = () => done(request.result)
      request.onerror = () => fail(request.error ?? new Error('indexedDB'))
    })
  } finally {
    database.close()
  }
}

export const deviceStore: Store = {
  all: () => inTable('readonly', (table) => table.getAll() as IDBRequest<WaitingAct[]>),
  put: async (act) => void (await inTable('readwrite', (table) => table.put(act))),
  remove: async (id) => void (await inTable('readwrite', (table) => table.delete(id))),
}

export const outbox = new Outbox(deviceStore, {
  upload: async (photo, takenAt) => (await uploadPhoto(photo, takenAt)).id,
  act: (id, act, body, stage) => (act === GRID_REPORT ? reportFromGrid(body) : actAsSeen(id, act, body, stage)),
})
