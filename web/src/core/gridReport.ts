/** 网格上报 as it waits and goes out: its key lets it be sent twice and registered once. */
import { client } from '@/api/http'
import type { components } from '@/api/schema'

/** The name of this act among those that wait in the outbox. */
export const GRID_REPORT = 'grid_report'

export type GridBody = components['schemas']['GridBody']
export type Registered = components['schemas']['Registered']

export async function reportFromGrid(body: object): Promise<Registered> {
  return (await client.POST('/api/appeals/grid', { body: body as GridBody })).data as Registered
}
