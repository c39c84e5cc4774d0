/** The calls of targets and thresholds by area, and of imported tables; paths and shapes are checked against the contract. */
import { client, given } from '@/api/http'
import type { components } from '@/api/schema'

type S = components['schemas']
export type AimTable = S['AimTable']
export type AimRow = S['AimRow']
export type SpanRow = S['SpanRow']
export type ImportedRow = S['ImportedRow']
export type ImportedDetail = S['ImportedDetail']
export type TableRead = S['TableRead']

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Record<string, string>) => ({ query: given(filters) as never })
/** A file as a form sends it. */
export const sent = (file: File) => ({
  body: { file: file as never },
  bodySerializer: () => {
    const form = new FormData()
    form.append('file', file)
    return form
  },
})

export const aims = {
  table: (code: string, area: string, year: number, kind = '') => answer(client.GET('/api/aims', { params: query({ code, area, year: String(year), kind }) })),
  formUrl: (code: string, area: string, year: number, kind = '') => `/api/aims/form.xlsx?${new URLSearchParams(given({ code, area, year: String(year), kind }) as Record<string, string>)}`,
  read: (file: File, code: string, year: number) => answer(client.POST('/api/aims/sheet', { params: { query: { code, year } }, ...sent(file) })),
  spans: (code: string, area: string) => answer(client.GET('/api/thresholds', { params: query({ code, area }) })),
  set: (body: S['ThresholdsBody']) => answer(client.POST('/api/thresholds', { body })),
  end: (span: string, body: S['ThresholdsEndBody']) => answer(client.POST('/api/thresholds/{span}/end', { params: { path: { span } }, body })),
}

export const tables = {
  list: () => answer(client.GET('/api/imported_tables')),
  one: (code: string) => answer(client.GET('/api/imported_tables/{code}', { params: { path: { code } } })),
  declare: (table: object) => answer(client.POST('/api/imported_tables', { body: { table: table as never } })),
  formUrl: (code: string) => `/api/imported_tables/${code}/form.xlsx`,
  read: (file: File, code: string, version: number, replace: boolean) =>
    answer(client.POST('/api/imported_tables/{code}/rows', { params: { path: { code }, query: { version, replace } }, ...sent(file) })),
  withdraw: (code: string, version: number, note: string, anyway: boolean) =>
    answer(client.POST('/api/imported_tables/{code}/withdraw', { params: { path: { code } }, body: { version, note, anyway } })),
}
