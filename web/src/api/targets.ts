/** The call of the page of the mission's targets. */
import { client, given } from '@/api/http'
import type { components } from '@/api/schema'

type S = components['schemas']
export type TargetsWhole = S['TargetsWhole']
export type TargetRow = S['TargetRow']

export const mission = {
  targets: async (area = ''): Promise<TargetsWhole> =>
    (await client.GET('/api/targets', { params: { query: given({ area }) as never } })).data as TargetsWhole,
}
