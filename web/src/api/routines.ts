/** The calls of 例行. */
import { client, given, type Filters } from './http'
import type { components } from './schema'

type S = components['schemas']
export type RoutineCard = S['RoutineCard']
export type RoutineDetail = S['RoutineDetail']

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
/** A routine's id is `topic/scene/code`. */
function of(id: string) {
  const [topic = '', scene = '', code = ''] = id.split('/')
  return { params: { path: { topic, scene, code } } }
}

export const routines = {
  list: (filters: Filters) => answer(client.GET('/api/routines', { params: { query: given(filters) } })),
  one: (id: string) => answer(client.GET('/api/routines/{topic}/{scene}/{code}', of(id))),
  run: (id: string) => answer(client.POST('/api/routines/{topic}/{scene}/{code}/run', of(id))),
}
