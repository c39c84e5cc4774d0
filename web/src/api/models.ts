/** The calls of the page of model versions. */
import { client, given, type Filters } from './http'
import type { components } from './schema'

type S = components['schemas']

export type ModelVersion = S['ModelVersion']
export type Comparison = S['Comparison']
export type ModelAct = 'shadow' | 'activate' | 'retire'

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}

export const models = {
  list: (filters: Filters) => answer(client.GET('/api/models', { params: { query: given(filters) as never } })),
  compare: (purpose: string) => answer(client.GET('/api/models/compare', { params: { query: { purpose } } })),
  act: (id: string, act: ModelAct, reason: string) =>
    answer(
      client.POST(`/api/models/{model_id}/${act}`, { params: { path: { model_id: id } }, body: { reason } } as never),
    ),
}
