/** The calls of the pages of sensing: register, credentials, commands, coverage, connectors. */
import type { ThingGiven } from './types'
import { client, given, type Filters } from './http'

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Filters) => ({ query: given(filters) as never })
const of = (id: string) => ({ params: { path: { thing_id: id } } })

export const devices = {
  thingModels: () => answer(client.GET('/api/thing-models')),
  scrollThings: (filters: Filters) => answer(client.GET('/api/devices/scroll', { params: query(filters) })),
  deviceHealth: (filters: Filters) => answer(client.GET('/api/things/health', { params: query(filters) })),
  coverage: (area: string) => answer(client.GET('/api/devices/coverage', { params: query({ area }) })),
  coverageGaps: (filters: Filters) =>
    answer(client.GET('/api/devices/coverage/gaps', { params: query(filters) })),

  registerThing: (thing: ThingGiven) => answer(client.POST('/api/devices', { body: thing as never })),
  issueDevice: (id: string) => answer(client.POST('/api/devices/{thing_id}/token', of(id))),
  revokeDevice: (id: string, reason: string) =>
    answer(client.POST('/api/devices/{thing_id}/revoke', { ...of(id), body: { reason } })),
  /** A filled-in list goes up, the list of credentials comes back; faults by row are the problem's. */
  enrolFile: async (file: File): Promise<Blob> => {
    const form = new FormData()
    form.append('file', file, file.name)
    const asked = client.POST('/api/devices/enrolment', {
      body: form as never,
      bodySerializer: (body: unknown) => body as FormData,
      parseAs: 'blob',
    })
    return (await asked).data as unknown as Blob
  },

  commands: (id: string) => answer(client.GET('/api/devices/{thing_id}/commands', of(id))),
  command: (id: string, command: string, parameters: Record<string, unknown>, reason: string) =>
    answer(
      client.POST('/api/devices/{thing_id}/commands', { ...of(id), body: { command, parameters, reason } as never }),
    ),
  withdrawCommand: (id: string) =>
    answer(client.POST('/api/commands/{command_id}/withdraw', { params: { path: { command_id: id } } })),

  connectors: (filters: Filters = {}) => answer(client.GET('/api/connectors', { params: query(filters) })),
  keptFrames: (id: string, page = 1) =>
    answer(
      client.GET('/api/connectors/{connector_id}/kept', {
        params: { path: { connector_id: id }, query: { page, size: 50 } },
      }),
    ),
}
