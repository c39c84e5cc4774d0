/** The flows of cases, read once a tab: what each stage is called stands in the flow, not in the client. */
import { shallowRef } from 'vue'
import { client } from '@/api/http'
import type { components } from '@/api/schema'
import { says, word } from './i18n'

export type FlowRow = components['schemas']['FlowRow']
export type FlowView = components['schemas']['FlowView']
export type FlowMove = components['schemas']['FlowMove']
export type FlowStage = components['schemas']['FlowStage']

const known = shallowRef<ReadonlyMap<string, FlowView>>(new Map())
let asked: Promise<void> | null = null
const older = new Map<string, Promise<FlowView>>()

export async function listFlows(): Promise<FlowRow[]> {
  return (await client.GET('/api/flows')).data as FlowRow[]
}

/** A flow in one version; it never changes, so it is read once. Without a version the one of new cases. */
export function readFlow(code: string, version = ''): Promise<FlowView> {
  const key = `${code}/${version}`
  const before = older.get(key)
  if (before) return before
  const reading = client
    .GET('/api/flows/{code}', { params: { path: { code }, query: { version } } })
    .then((answer) => answer.data as FlowView)
  older.set(key, reading)
  reading.catch(() => older.delete(key))
  return reading
}

async function readAll(): Promise<void> {
  const rows = await listFlows()
  const views = await Promise.all(rows.map((row) => readFlow(row.code)))
  known.value = new Map(views.map((view) => [view.row.code, view]))
}

/** What a stage is called in its flow; until the flows are read, the word that we know for its code. */
export function stageWord(flow: string, code: string): string {
  asked ??= readAll().catch(() => void (asked = null))
  const stage = known.value.get(flow)?.stages.find((one) => one.code === code)
  return stage ? String(says({ name_zh: stage.zh, name_en: stage.en }, 'name')) : word('stage', code)
}

/** Every stage that is known, with its name: for a filter over all flows. */
export function stageCodes(): string[] {
  asked ??= readAll().catch(() => void (asked = null))
  const codes = [...known.value.values()].flatMap((view) => view.stages.map((stage) => stage.code))
  return [...new Set(codes)]
}
