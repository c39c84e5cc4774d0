/** The citizen's doors: without an account, so without anybody's cookie. */
import createClient from 'openapi-fetch'
import { guarded } from '@/api/http'
import { offline, problemFrom } from '@/api/problem'
import type { components, paths } from '@/api/schema'

type S = components['schemas']
export type Registered = S['Registered']
export type PublicAppeal = S['PublicAppeal']
export type PublicAnswer = S['PublicAnswer']
export type PublicBody = S['PublicBody']
export type PublicDraft = S['PublicDraft']
export type PublicDraftDetail = S['PublicDraftDetail']
export type PublicPolicy = S['PublicPolicy']
export type PublicBenefit = S['PublicBenefit']
export type OpinionState = S['OpinionState']
export type BallotBody = S['BallotBody']
type OpinionBody = S['OpinionBody']
type RateBody = S['PublicRateBody']

const client = createClient<paths>({ fetch: guarded, credentials: 'omit' })

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const of = (tracking: string) => ({ params: { path: { tracking } } })

/** What is asked stands in an address line: no telephone or identity number may be in it. */
export function asked(text: string): string {
  return text.replace(/[\d０-９Xx-]{5,}/g, ' ').trim().slice(0, 200)
}

export const citizen = {
  register: (body: PublicBody) => answer(client.POST('/api/public/appeals', { body })),
  look: (tracking: string) => answer(client.GET('/api/public/appeals/{tracking}', of(tracking))),
  rate: (tracking: string, body: RateBody) =>
    answer(client.POST('/api/public/appeals/{tracking}/rate', { ...of(tracking), body })),
  withdraw: (tracking: string, reason: string) =>
    answer(client.POST('/api/public/appeals/{tracking}/withdraw', { ...of(tracking), body: { reason } })),
  supplement: (tracking: string, text: string) =>
    answer(client.POST('/api/public/appeals/{tracking}/supplement', { ...of(tracking), body: { text } })),
  answers: (text: string) => answer(client.GET('/api/public/knowledge', { params: { query: { q: asked(text) } } })),
}

const draftOf = (draft_id: string) => ({ params: { path: { draft_id } } })

/** Drafts before the public. */
export const drafts = {
  list: () => answer(client.GET('/api/public/drafts')),
  get: (id: string) => answer(client.GET('/api/public/drafts/{draft_id}', draftOf(id))),
  give: (id: string, body: OpinionBody) =>
    answer(client.POST('/api/public/drafts/{draft_id}/opinions', { ...draftOf(id), body })),
  cast: (id: string, body: BallotBody) =>
    answer(client.POST('/api/public/drafts/{draft_id}/ballots', { ...draftOf(id), body })),
  opinion: (number: string) =>
    answer(client.GET('/api/public/opinions/{number}', { params: { path: { number } } })),
}

/** Policies that may be claimed, and what one fits. */
export const benefits = {
  policies: () => answer(client.GET('/api/public/policies')),
  look: (body: S['BenefitBody']) => answer(client.POST('/api/public/benefits', { body })),
  claim: (body: S['BenefitBody']) => answer(client.POST('/api/public/benefits/claim', { body })),
}

/** Hands in one photo and tells how far it is; resolves to its token. `fetch` cannot tell that. */
export function sendPhoto(photo: Blob, progress: (percent: number) => void): Promise<string> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/public/photos')
    request.responseType = 'json'
    request.timeout = 120_000
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(Math.min(99, Math.round((event.loaded / event.total) * 100)))
    }
    request.onload = () => {
      const said = request.response as { token?: string } | null
      if (request.status === 200 && said?.token) done(said.token)
      else fail(problemFrom(request.status, said))
    }
    request.onerror = request.ontimeout = () => fail(offline())
    const form = new FormData()
    form.append('file', photo, 'photo.jpg')
    request.send(form)
  })
}
