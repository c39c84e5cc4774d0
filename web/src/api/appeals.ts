/** The calls of the pages of appeals: register, look, act, join, call back; and the answers of the knowledge base. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client, given, type Filters } from './http'
import type { components, paths } from './schema'

type S = components['schemas']

export type Appeal = S['Appeal']
export type AppealRow = S['AppealRow']
export type Answer = S['AnswerHint']
export type Book = S['BookWords']
export type BookWord = S['CodeWords']
export type CallRow = S['CallRow']
export type CallDetail = S['CallDetail']
export type DayChecked = S['DayChecked']
export type ExchangeState = S['ExchangeState']
export type OrderDetail = S['OrderDetail']
export type Partner = S['ExchangePartner']
export type Stuck = S['Stuck']
export type Understood = S['Understood']
export type Registered = S['Registered']
export type Similar = S['Similar']
export type Unmasked = S['Unmasked']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/appeals/{appeal_id}/${string}`>

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Filters) => ({ query: given(filters) as never })
const of = (id: string) => ({ params: { path: { appeal_id: id } } })
const ofCall = (id: string) => ({ params: { path: { call: id } } })

export const appeals = {
  list: (filters: Filters) => answer(client.GET('/api/appeals', { params: query(filters) })),
  one: (id: string) => answer(client.GET('/api/appeals/{appeal_id}', of(id))),
  words: () => answer(client.GET('/api/appeals/words')),
  register: (body: object) => answer(client.POST('/api/appeals', { body: body as never })),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: async (id: string, act: string, body: object) =>
    (await answer(
      client.POST(`/api/appeals/{appeal_id}/${act}` as ActPath, { ...of(id), body: body as never } as never),
    )) as Appeal,
  split: (id: string, body: object) =>
    answer(client.POST('/api/appeals/{appeal_id}/split', { ...of(id), body: body as never })),
  join: (ids: readonly string[], into: string, reason = '') =>
    answer(client.POST('/api/appeals/join', { body: { appeals: [...ids], into, reason } })),
  similar: (text: string, area: string, besides = '') =>
    answer(client.POST('/api/appeals/similar', { body: { text, area, besides } })),
  unmask: (id: string, purpose: string) =>
    answer(client.POST('/api/appeals/{appeal_id}/unmask', { ...of(id), body: { purpose } })),

  suggest: (text: string) =>
    answer(client.POST('/api/appeals/suggest', { body: { text, area: '', besides: '' } })),
  /** Who would answer for a matter there. */
  lead: (matter: string, area: string, severity: string) =>
    answer(
      client.POST('/api/matters/{code}/resolve', {
        params: { path: { code: matter } },
        body: { area, severity } as never,
      }),
    ),

  calls: () => answer(client.GET('/api/appeals/calls')),
  call: (id: string) => answer(client.GET('/api/appeals/calls/{call}', ofCall(id))),
  takeCall: (id: string) => answer(client.POST('/api/appeals/calls/{call}/take', ofCall(id))),
  hangUp: (id: string) => answer(client.POST('/api/appeals/calls/{call}/hang_up', ofCall(id))),
  callNumber: (id: string, purpose: string) =>
    answer(client.POST('/api/appeals/calls/{call}/unmask', { ...ofCall(id), body: { purpose } })),
  transferCall: (id: string, target: string, reason: string) =>
    answer(client.POST('/api/appeals/calls/{call}/transfer', { ...ofCall(id), body: { target, reason } })),

  exchange: () => answer(client.GET('/api/appeals/exchange')),
  exchangeOrder: (source: string, no: string) =>
    answer(
      client.GET('/api/appeals/exchange/{source_id}/order', {
        params: { path: { source_id: source }, query: { external_no: no } },
      }),
    ),
  exchangeAgain: (source: string, no: string) =>
    answer(
      client.POST('/api/appeals/exchange/{source_id}/again', {
        params: { path: { source_id: source } },
        body: { external_no: no },
      }),
    ),
  compareDay: (source: string, day: string) =>
    answer(
      client.POST('/api/appeals/exchange/{source_id}/compare', {
        params: { path: { source_id: source } },
        body: { day },
      }),
    ),

  answers: (text: string, area: string) =>
    answer(client.POST('/api/knowledge/suggest', { body: { text, area, limit: 3 } })),
  knowledge: (id: string) =>
    answer(client.GET('/api/knowledge/{entry_id}', { params: { path: { entry_id: id } } })),
}

/** A photograph of an appeal, by the appeal's own door: who may know its words may see it. */
export const appealPhoto = (id: string, photo: string, width = 0) =>
  `/api/appeals/${encodeURIComponent(id)}/photos/${encodeURIComponent(photo)}${width ? `?width=${width}` : ''}`

export interface Suggestion {
  version: string
  choices: { label: string; name: string; confidence: number }[]
  reason_zh: string
  reason_en: string
}

/** What a model proposed, as far as it is understood; null where there is none. */
export function suggestionOf(kept: Record<string, unknown> | null): Suggestion | null {
  const choices = Array.isArray(kept?.choices) ? (kept.choices as Record<string, unknown>[]) : []
  if (!kept || choices.length === 0) return null
  return {
    version: String(kept.model_version ?? '').slice(0, 8),
    choices: choices.slice(0, 3).map((one) => ({
      label: String(one.label ?? ''),
      name: String(one.name_zh ?? one.label ?? ''),
      confidence: Number(one.confidence ?? 0),
    })),
    reason_zh: String(kept.reason_zh ?? ''),
    reason_en: String(kept.reason_en ?? ''),
  }
}
