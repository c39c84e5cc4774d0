/** What a citizen has written, kept on his device until it is sent. Name and number are never kept. */
import type { PublicBody, Registered } from './api'

export const MOST_TEXT = 10_000
export const MOST_PHOTOS = 9

export interface KeptPhoto {
  token: string
  /** A small picture as a data address. */
  thumb: string
  name: string
}
export interface Point {
  lon: number
  lat: number
  accuracy: number
}
/** The key of the last try and what was tried: the same words go out under the same key, other words under another. */
export interface Attempt {
  key: string
  digest: string
}
export interface Draft {
  kind: string
  text: string
  place: string
  point: Point | null
  confidential: boolean
  photos: KeptPhoto[]
  attempt: Attempt | null
}

const DRAFT = 'yiwang.citizen.draft'
const DONE = 'yiwang.citizen.done'

export const emptyDraft = (): Draft => ({
  kind: '',
  text: '',
  place: '',
  point: null,
  confidential: false,
  photos: [],
  attempt: null,
})

export function isEmpty(draft: Draft): boolean {
  return !draft.text.trim() && !draft.place.trim() && !draft.kind && !draft.point && draft.photos.length === 0
}

export function readDraft(): Draft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(DRAFT) ?? 'null') as Partial<Draft> | null
    if (!kept || typeof kept.text !== 'string') return null
    const draft = { ...emptyDraft(), ...kept }
    return isEmpty(draft) ? null : draft
  } catch {
    return null
  }
}

/** Whether the device took it: private windows and full disks refuse. */
export function keepDraft(draft: Draft): boolean {
  try {
    if (isEmpty(draft)) localStorage.removeItem(DRAFT)
    else localStorage.setItem(DRAFT, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function dropDraft(): void {
  try {
    localStorage.removeItem(DRAFT)
  } catch {
    // Nothing was kept then.
  }
}

/** The last receipt stays in this tab, so that a reload does not lose the tracking number. */
export function keepDone(done: Registered | null): void {
  try {
    if (done) sessionStorage.setItem(DONE, JSON.stringify(done))
    else sessionStorage.removeItem(DONE)
  } catch {
    // It is on the screen, and the page asks to save it.
  }
}

export function readDone(): Registered | null {
  try {
    return JSON.parse(sessionStorage.getItem(DONE) ?? 'null') as Registered | null
  } catch {
    return null
  }
}

/** A short mark of the words (FNV-1a), so that a changed text is known without keeping a telephone number. */
export function digestOf(body: Omit<PublicBody, 'key'>): string {
  let mark = 0x811c9dc5
  for (const letter of JSON.stringify(body)) mark = Math.imul(mark ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return (mark >>> 0).toString(16)
}

/** Not `randomUUID`: it is missing where the page is not encrypted. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function attemptFor(body: Omit<PublicBody, 'key'>, last: Attempt | null): Attempt {
  const digest = digestOf(body)
  return last?.digest === digest ? last : { key: newKey(), digest }
}
