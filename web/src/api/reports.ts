/** The calls of the pages of briefings; paths and shapes are checked against the contract. */
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { client, given, type Filters } from '@/api/http'
import type { components, paths } from '@/api/schema'

type S = components['schemas']
export type Briefing = S['BriefingRow']
export type BriefingWhole = S['BriefingDetail']
export type BriefingPart = S['Told']
export type BriefingSegment = S['Segment']
export type BriefingSource = S['Source']
export type BriefingCell = S['FigureCell']
export type BriefingMoved = S['Moved']
export type BriefingTemplate = S['TemplateRow']
export interface Words {
  zh?: string
  en?: string
  dropped?: boolean
}
type ActPath = Extract<PathsWithMethod<paths, 'post'>, `/api/reports/{briefing}/${string}`>

async function answer<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T
}
const of = (briefing: string) => ({ params: { path: { briefing } } })

export const reports = {
  templates: () => answer(client.GET('/api/reports/templates')),
  list: (filters: Filters = {}) => answer(client.GET('/api/reports', { params: { query: given(filters) as never } })),
  one: (id: string) => answer(client.GET('/api/reports/{briefing}', of(id))),
  check: (id: string) => answer(client.GET('/api/reports/{briefing}/check', of(id))),
  make: (template: string, area: string) => answer(client.POST('/api/reports', { body: { template, area } })),
  edit: (id: string, version: number, parts: Record<string, Words>) =>
    answer(client.PUT('/api/reports/{briefing}/words', { ...of(id), body: { version, parts } })),
  /** The acts are routes of one shape: the name of the act is the last part of the address. */
  act: async (id: string, act: string, version: number, note = '') =>
    (await answer(
      client.POST(`/api/reports/{briefing}/${act.replace('_', '-')}` as ActPath, { ...of(id), body: { version, note } } as never),
    )) as BriefingWhole,
  file: (id: string, kind: 'docx' | 'pdf', language: string) => `/api/reports/${encodeURIComponent(id)}/file.${kind}?language=${language}`,
}
