/** The calls of the pages of 批示件; paths and shapes are checked against the contract. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client, given, type Filters } from './http'
import type { components, paths } from './schema'

type S = components['schemas']
export type Instruction = S['InstructionRow']
export type InstructionWhole = S['InstructionDetail']
export type InstructionForm = S['InstructionBody']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/instructions/{instruction_id}/${string}`>

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}

export const instructions = {
  list: (filters: Filters) => answer(client.GET('/api/instructions', { params: { query: given(filters) as never } })),
  one: (id: string) => answer(client.GET('/api/instructions/{instruction_id}', { params: { path: { instruction_id: id } } })),
  leaders: () => answer(client.GET('/api/instructions/leaders')),
  enter: (body: InstructionForm) => answer(client.POST('/api/instructions', { body })),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: async (id: string, act: string, body: object) =>
    (await answer(
      client.POST(`/api/instructions/{instruction_id}/${act.replace('_', '-')}` as ActPath, {
        params: { path: { instruction_id: id } },
        body: body as never,
      } as never),
    )) as InstructionWhole,
}
