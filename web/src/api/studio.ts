/** The calls of the scene studio. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client } from './http'
import type { components, paths } from './schema'

type S = components['schemas']
export type StudioDetail = S['StudioDetail']
export type StudioRehearsal = S['StudioRehearsal']
export type StudioStart = S['StudioStart']
export type Looked = S['PackLooked']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/studio/drafts/{draft}/${string}`>
export type Files = Record<string, string>
export interface FaultLine {
  file: string
  line: number
  column: number
  text: string
  zh: string
  en: string
  cure_zh: string
  cure_en: string
}

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const of = (draft: string) => ({ params: { path: { draft } } })

export const studio = {
  start: () => answer(client.GET('/api/studio/start')),
  drafts: () => answer(client.GET('/api/studio/drafts')),
  create: (topic: string, like: string) => answer(client.POST('/api/studio/drafts', { body: { topic, like } })),
  draft: (draft: string) => answer(client.GET('/api/studio/drafts/{draft}', of(draft))),
  version: (draft: string, number: number) =>
    answer(client.GET('/api/studio/drafts/{draft}/versions/{number}', { params: { path: { draft, number } } })),
  look: (topic: string, files: Files) => answer(client.POST('/api/studio/look', { body: { topic, files } })),
  save: (draft: string, version: number, files: Files, note: string) =>
    answer(client.PUT('/api/studio/drafts/{draft}/files', { ...of(draft), body: { version, files, note } })),
  editing: (draft: string) => answer(client.POST('/api/studio/drafts/{draft}/editing', of(draft))),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: (draft: string, act: string, version: number, note = '') =>
    answer(client.POST(`/api/studio/drafts/{draft}/${act}` as ActPath, { ...of(draft), body: { version, note } } as never)),
  rehearse: (draft: string) => answer(client.POST('/api/studio/drafts/{draft}/rehearse', of(draft))),
  rehearsal: (run: string) => answer(client.GET('/api/studio/rehearsals/{run}', { params: { path: { run } } })),
  cancel: (run: string) => answer(client.POST('/api/studio/rehearsals/{run}/cancel', { params: { path: { run } } })),
}

export const packOf = (draft: string): string => `/api/studio/drafts/${encodeURIComponent(draft)}/pack.zip`
