/** The calls of definitions of figures; paths and shapes are checked against the contract. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client, given, type Filters } from '@/api/http'
import type { components, paths } from '@/api/schema'

type S = components['schemas']
export type DefinitionRow = S['DefinitionRow']
export type DefinitionDetail = S['DefinitionDetail']
export type DefinitionChange = S['DefinitionChange']
export type DefinitionGround = S['DefinitionGround']
export type DefinitionPreview = S['DefinitionPreview']
export type Ground = S['Ground']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/definitions/{code}/${string}`>

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}

export const definitions = {
  list: (filters: Filters = {}) => answer(client.GET('/api/definitions', { params: { query: given(filters) as never } })),
  one: (code: string) => answer(client.GET('/api/definitions/{code}', { params: { path: { code } } })),
  ground: () => answer(client.GET('/api/definition_ground')),
  preview: (definition: object, area: string) =>
    answer(client.POST('/api/definition_preview', { body: { definition: definition as never, area } })),
  create: (definition: object) =>
    answer(client.POST('/api/definitions', { body: { definition: definition as never, version: 0 } })),
  compose: (code: string, definition: object, version: number) =>
    answer(
      client.PUT('/api/definitions/{code}/draft', {
        params: { path: { code } },
        body: { definition: definition as never, version },
      }),
    ),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: (code: string, act: string, version: number, note: string, day?: string) =>
    answer(
      client.POST(`/api/definitions/{code}/${act.replace('_', '-')}` as ActPath, {
        params: { path: { code } },
        body: { version, note, ...(day ? { day } : {}) },
      } as never),
    ),
}
