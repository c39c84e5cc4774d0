/** The calls of the pages of boards, figures and the cockpit; paths and shapes are checked against the contract. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client, given, type Filters } from '@/api/http'
import type { components, paths } from '@/api/schema'

type S = components['schemas']
export type Board = S['BoardRow']
export type BoardWhole = S['BoardDetail']
export type FigureLine = S['FigureLine']
export type FigureWhole = S['FigurePage']
export type RowsPage = S['RowsPage']
export type CockpitWhole = S['Cockpit']
export type GraphWhole = S['GraphView']
export type CauseWhole = S['CockpitDetail']
export type Forecast = S['Forecast']
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/boards/{code}/${string}`>

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Filters) => ({ query: given(filters) as never })

export const boards = {
  list: (filters: Filters = {}) => answer(client.GET('/api/boards', { params: query(filters) })),
  one: (code: string) => answer(client.GET('/api/boards/{code}', { params: { path: { code } } })),
  create: (board: object) => answer(client.POST('/api/boards', { body: { board: board as never, version: 0 } })),
  compose: (code: string, board: object, version: number) =>
    answer(client.PUT('/api/boards/{code}/draft', { params: { path: { code } }, body: { board: board as never, version } })),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: (code: string, act: string, version: number, note = '') =>
    answer(
      client.POST(`/api/boards/{code}/${act.replace('_', '-')}` as ActPath, {
        params: { path: { code } },
        body: { version, note },
      } as never),
    ),
}

export const figures = {
  list: (filters: Filters = {}) => answer(client.GET('/api/figures/catalogue', { params: query(filters) })),
  /** The definitions in force without a value: for who chooses among them. */
  known: () => answer(client.GET('/api/indicators')),
  one: (code: string, filters: Filters) =>
    answer(client.GET('/api/figures/{code}', { params: { path: { code }, ...query(filters) } })),
  forecast: (code: string, filters: Filters) =>
    answer(client.GET('/api/indicators/{code}/forecast', { params: { path: { code }, ...query(filters) } })),
  /** The very rows beneath a value, of the noun that counted them. */
  rows: (code: string, filters: Filters) =>
    answer(client.GET('/api/indicators/{code}/rows', { params: { path: { code }, ...query(filters) } })),
  /** How a value that stood as final was changed, oldest first. */
  revisions: (code: string, filters: Filters) =>
    answer(client.GET('/api/indicators/{code}/revisions', { params: { path: { code }, ...query(filters) } })),
}

export const graph = (filters: Filters) => answer(client.GET('/api/graph', { params: query(filters) }))

export const cockpit = {
  mine: () => answer(client.GET('/api/cockpit')),
  causes: (code: string, filters: Filters) =>
    answer(client.GET('/api/cockpit/{code}', { params: { path: { code }, ...query(filters) } })),
  subscribe: (codes: string[]) => answer(client.PUT('/api/cockpit/subscriptions', { body: { codes } })),
}
