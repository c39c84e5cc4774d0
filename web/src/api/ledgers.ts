/** The calls of the pages of ledgers and of city codes. */
import type { RecordsImported } from './types'
import { client, given, withQuery, type Filters } from './http'

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const of = (id: string) => ({ params: { path: { record_id: id } } })
const within = (ledger: string, filters: Filters = {}) => ({
  params: { path: { ledger }, query: given(filters) as never },
})

export type RecordValues = Record<string, unknown>

export const ledgers = {
  ledgers: () => answer(client.GET('/api/ledgers')),
  ledger: (ledger: string) => answer(client.GET('/api/ledgers/{ledger}', { params: { path: { ledger } } })),
  ledgerRecords: (ledger: string, filters: Filters) =>
    answer(client.GET('/api/ledgers/{ledger}/records', within(ledger, filters))),
  ledgerMap: (ledger: string, filters: Filters) =>
    answer(client.GET('/api/ledgers/{ledger}/map', within(ledger, filters))),
  ledgerRecord: (id: string) => answer(client.GET('/api/ledger-records/{record_id}', of(id))),
  recordLedgerRecord: (ledger: string, values: RecordValues, unit: string, frame: string) =>
    answer(
      client.POST('/api/ledgers/{ledger}/records', {
        params: { path: { ledger } },
        body: { values, unit, frame } as never,
      }),
    ),
  changeLedgerRecord: (id: string, version: number, values: RecordValues, unit: string, frame: string, reason: string) =>
    answer(
      client.POST('/api/ledger-records/{record_id}/change', {
        ...of(id),
        body: { version, values, unit, frame, reason } as never,
      }),
    ),
  moveLedgerRecord: (id: string, version: number, move: string, reason: string) =>
    answer(client.POST('/api/ledger-records/{record_id}/move', { ...of(id), body: { version, move, reason } })),
  unmaskLedgerRecord: (id: string, purpose: string) =>
    answer(client.POST('/api/ledger-records/{record_id}/unmask', { ...of(id), body: { purpose } })),
  recordDeeds: (id: string) => answer(client.GET('/api/ledger-records/{record_id}/deeds', of(id))),
  recordScores: (id: string) => answer(client.GET('/api/ledger-records/{record_id}/scores', of(id))),
  scanCityCode: (code: string) =>
    answer(client.GET('/api/city-codes/{city_code}', { params: { path: { city_code: code } } })),
  thingOfCityCode: (code: string) =>
    answer(client.GET('/api/devices/by-code/{city_code}', { params: { path: { city_code: code } } })),
  /** Faults by cell are the problem's. */
  importLedgerRecords: async (ledger: string, file: File, frame: string, preview: boolean): Promise<RecordsImported> => {
    const form = new FormData()
    form.append('file', file, file.name)
    form.append('frame', frame)
    form.append('preview', String(preview))
    return answer(
      client.POST('/api/ledgers/{ledger}/import', {
        params: { path: { ledger } },
        body: form as never,
        bodySerializer: (body: unknown) => body as FormData,
      }),
    )
  },
}

export const qrOf = (code: string, form: 'svg' | 'png'): string =>
  withQuery(`/api/city-codes/${encodeURIComponent(code)}/qr`, { form })
export const templateOf = (ledger: string): string => `/api/ledgers/${encodeURIComponent(ledger)}/template.xlsx`
