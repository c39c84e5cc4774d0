/** The calls of the pages of 未诉先办; paths and shapes are checked against the contract. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client, given, type Filters } from '@/api/http'
import type { components, paths } from '@/api/schema'

type S = components['schemas']
export type Signal = S['SignalRow']
export type Seen = S['SeenAppeal']
export type Rank = S['RankRow']
export type Theme = S['ThemeRow']
export type ThemeWhole = S['ThemeDetail']
export type Fall = S['FallFigures']
export type Form = S['ThemeBody']
export type Task = S['Task']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/themes/monthly/{theme_id}/${string}`>

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Filters) => ({ params: { query: given(filters) as never } })
const of = (id: string) => ({ params: { path: { theme_id: id } } })

export const themes = {
  looked: () => answer(client.GET('/api/themes/looked')),
  signals: (filters: Filters) => answer(client.GET('/api/themes/signals', query(filters))),
  signal: (id: string) => answer(client.GET('/api/themes/signals/{signal_id}', { params: { path: { signal_id: id } } })),
  appeals: (filters: Filters) => answer(client.GET('/api/themes/appeals', query(filters))),
  repeated: (filters: Filters) => answer(client.GET('/api/themes/repeated', query(filters))),
  ranking: (filters: Filters) => answer(client.GET('/api/themes/ranking', query(filters))),
  monthly: (filters: Filters) => answer(client.GET('/api/themes/monthly', query(filters))),
  one: (id: string) => answer(client.GET('/api/themes/monthly/{theme_id}', of(id))),
  signers: (area: string) => answer(client.GET('/api/themes/signers', { params: { query: { area } } })),
  propose: (body: Form) => answer(client.POST('/api/themes/monthly', { body })),
  edit: (id: string, body: Form) => answer(client.PUT('/api/themes/monthly/{theme_id}', { ...of(id), body })),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: async (id: string, act: string, body: object) =>
    (await answer(
      client.POST(`/api/themes/monthly/{theme_id}/${act}` as ActPath, { ...of(id), body: body as never } as never),
    )) as ThemeWhole,
}

/** A day in Shanghai so many days before today, as 2026-11-22. */
export function dayBefore(days: number, now = Date.now()): string {
  return new Date(now - days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10)
}
