/** The calls of filling in figures and of collecting them; paths and shapes are checked against the contract. */
import { sent } from '@/api/aims'
import { client, given } from '@/api/http'
import type { components } from '@/api/schema'

type S = components['schemas']
export type FigureRow = S['FigureRow']
export type FigurePeriod = S['Period']
export type Collected = S['Collected']
export type CollectionLine = S['CollectionLine']
export type CellFault = S['Cell']
export type FiguresRead = S['FiguresRead']
export type Value = S['Value']
export type Pick = { id: string; version: number }

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Record<string, string>) => ({ query: given(filters) as never })

/** How what is published was changed: old, new and why. */
export const revisionsOf = (code: string, area: string, kind: string, on: string) =>
  answer(client.GET('/api/indicators/{code}/revisions', { params: { path: { code }, ...query({ area, kind, on }) } }))

export const filling = {
  mine: (on: string) => answer(client.GET('/api/figures/mine', { params: query({ on }) })),
  fill: (body: S['FigureBody']) => answer(client.POST('/api/figures', { body })),
  report: (pick: Pick) => answer(client.POST('/api/figures/report', { body: pick })),
  revise: (pick: Pick, value: string, reason: string) =>
    answer(client.POST('/api/figures/revise', { body: { ...pick, value, reason } })),
  sheetUrl: (on: string) => `/api/figures/form.xlsx?on=${on}`,
  read: (file: File, on: string, keep: boolean) =>
    answer(
      client.POST('/api/figures/sheet', {
        params: { query: { on, keep } },
        ...sent(file),
      }),
    ),
  /** Keys by which another system reports for me; a new one is shown once. */
  keys: () => answer(client.GET('/api/figures/keys')),
  issueKey: (name: string) => answer(client.POST('/api/figures/keys', { body: { name } })),
  revokeKey: (key: string) => answer(client.POST('/api/figures/keys/{key}/revoke', { params: { path: { key } } })),
  revisions: (row: FigureRow) => revisionsOf(row.code, row.area_id, row.period.kind, row.period.last),
}

export const collecting = {
  overview: (on: string) => answer(client.GET('/api/figures/overview', { params: query({ on }) })),
  one: (code: string, on: string) => answer(client.GET('/api/figures/collection', { params: query({ code, on }) })),
  /** What is published of it, of the whole and of each area below. */
  values: async (code: string, area: string, period: FigurePeriod): Promise<Value[]> => {
    const asked = { area, kind: period.kind, on: period.last }
    const [own, below] = await Promise.all([
      answer(client.GET('/api/indicators/values', { params: query({ ...asked, codes: code }) })),
      answer(client.GET('/api/indicators/{code}/children', { params: { path: { code }, ...query({ ...asked, tree: 'statistical' }) } })),
    ])
    return [...own, ...below]
  },
  sendBack: (pick: Pick, reason: string, cells: S['FigureCellBody'][]) =>
    answer(client.POST('/api/figures/return', { body: { ...pick, reason, cells } })),
  review: (figures: Pick[]) => answer(client.POST('/api/figures/review', { body: { figures } })),
  publish: (figures: Pick[], final: boolean) => answer(client.POST('/api/figures/publish', { body: { figures, final } })),
  urge: (code: string, area: string, on: string, areas: string[]) =>
    answer(client.POST('/api/figures/urge', { body: { code, area, on, areas } })),
}

export const targets = {
  /** Every target of a year that was set here, the one in force last. */
  of: (code: string, area: string, year: number) =>
    answer(client.GET('/api/figures/targets', { params: query({ code, area, year: String(year) }) })),
  set: (body: S['TargetBody']) => answer(client.POST('/api/figures/targets', { body })),
}
