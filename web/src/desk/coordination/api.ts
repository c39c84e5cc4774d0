/** The calls of the pages about handling: figures, orders, reasons; the shapes are those of the contract. */
import { client, given, type Filters } from '@/api/http'
import type { components } from '@/api/schema'

type Shapes = components['schemas']
export type SuspensionReason = Shapes['SuspensionReasonRow']
export type Rate = Shapes['Rate']
export type Rates = Shapes['Rates']
export type OrderRow = Shapes['OrderRow']
export type DisputeRow = Shapes['DisputeRow']

export interface Cohort {
  since: string
  until: string
  area?: string
  unit?: string
  flow?: string
}

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const query = (filters: Filters) => ({ query: given(filters) as never })

export const handling = {
  suspensionReasons: () => answer(client.GET('/api/case_suspension_reasons')),
  units: (area = '') => answer(client.GET('/api/case_units', { params: query({ area }) })),
  orders: (area = '') => answer(client.GET('/api/case_orders', { params: query({ area }) })),
  rates: (cohort: Cohort) => answer(client.GET('/api/case_rates', { params: query({ ...cohort }) })),
  rateCases: (code: string, side: string, cohort: Cohort, page = 1) =>
    answer(
      client.GET('/api/case_rates/{code}/cases', {
        params: { path: { code }, ...query({ ...cohort, side, page, size: 20 }) },
      }),
    ),
}
