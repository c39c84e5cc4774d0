/**
 * Acts that could not be sent wait here, with their photos, and go out when the network is back.
 *
 * Only "the server cannot be reached" keeps an act waiting. A refusal is an answer: it is shown to the person, who
 * corrects or discards it. Acts of one case go out in the order they were made.
 */
import { ref, type Ref } from 'vue'
import { asProblem, type Problem } from '@/api/problem'
import { uploadPhoto } from './photos'
import { actAsSeen } from './submit'

export type PhotoField = 'before' | 'after' | 'photos'

export interface WaitingAct {
  id: string
  caseId: string
  number: string
  /** The stage that the person saw. */
  stage: string
  userId: string
  act: string
  body: Record<string, unknown>
  photos: Partial<Record<PhotoField, Blob[]>>
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
  readonly waiting: Ref<WaitingAct[]> = ref([])
  readonly sending: Ref<boolean> = ref(false)

  constructor(
    private readonly store: Store,
    private readonly sender: Sender,
  ) {}

  async load(): Promise<void> {
    this.waiting.value = (await this.store.all()).sort((a, b) => a.madeAt - b.madeAt)
  }

  /** Sends now; keeps the act when the server cannot be reached. Throws the refusal otherwise. */
  async submit(act: WaitingAct): Promise<'sent' | 'kept'> {
    try {
      await this.send(act)
      return 'sent'
    } catch (error) {
      if (asProblem(error).status !== 0) throw error
      await this.store.put(act)
      await this.load()
      return 'kept'
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
        if (act.userId !== userId || act.problem) continue
        try {
          await this.send(act)
          await this.store.remove(act.id)
          sent += 1
        } catch (error) {
          const problem = asProblem(error)
          if (problem.status === 0 || problem.status >= 500 || problem.status === 401) break
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
      const ids: string[] = []
      for (const photo of photos ?? []) ids.push(await this.sender.upload(photo, act.madeAt))
      body[field] = ids
    }
    await this.sender.act(act.caseId, act.act, body, act.stage)
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
  act: actAsSeen,
})
