/** A definition as its editor has it: plain values of the same record that a pack declares. */
export interface Words {
  zh: string
  en: string
}
export interface ConditionDraft {
  column: string
  is?: string[]
  is_not?: string[]
  least?: number
  most?: number
}
export interface PartDraft {
  column?: string
  where?: ConditionDraft[]
}
export interface FormulaDraft {
  of?: string
  by?: string
  count?: PartDraft
  sum?: PartDraft
  mean?: PartDraft
  distinct?: PartDraft
  ratio?: { numerator: PartDraft; denominator: PartDraft }
  percentile?: PartDraft & { share: number }
  rank?: string
  score?: { indicator: string; weight: number }[]
}
export interface AimDraft {
  year: number
  value: number | null
  area?: string
}
export interface BoundDraft {
  good: number | null
  watch: number | null
  area?: string
  periods?: string[]
}
export interface DefinitionDraft {
  code: string
  name: Words
  definition: Words
  source: Words
  unit: string
  direction: string
  kind: string
  tree: string
  periods: string[]
  dimensions: string[]
  owner: string
  reviewer: string
  provisional: boolean
  decimals: number
  final_after_days: number
  stale_after_h: number | null
  effective_from: string
  effective_to: string | null
  formula: FormulaDraft
  collect: Record<string, unknown>
  targets: AimDraft[]
  thresholds: BoundDraft[]
  alarm: Record<string, unknown> | null
}
export type Way = 'count' | 'sum' | 'mean' | 'ratio' | 'percentile' | 'distinct' | 'rank' | 'score'
export interface Fault {
  path: (string | number)[]
  zh: string
  en: string
  cure_zh: string
  cure_en: string
}

export const PERIODS = ['day', 'week', 'month', 'quarter', 'year', 'to_date']
export const DIRECTIONS = ['none', 'up', 'down']
export const WAYS: Way[] = ['count', 'sum', 'mean', 'ratio', 'percentile', 'distinct', 'rank', 'score']
const STARTS: Record<Way, () => Partial<FormulaDraft>> = {
  count: () => ({ count: {} }),
  sum: () => ({ sum: {} }),
  mean: () => ({ mean: {} }),
  distinct: () => ({ distinct: {} }),
  ratio: () => ({ ratio: { numerator: {}, denominator: {} } }),
  percentile: () => ({ percentile: { share: 0.9 } }),
  rank: () => ({ rank: '' }),
  score: () => ({ score: [{ indicator: '', weight: 1 }] }),
}

export function emptyDefinition(today: string): DefinitionDraft {
  return {
    code: '',
    name: { zh: '', en: '' },
    definition: { zh: '', en: '' },
    source: { zh: '', en: '' },
    unit: '1',
    direction: 'none',
    kind: 'computed',
    tree: 'managed',
    periods: ['month'],
    dimensions: [],
    owner: '',
    reviewer: '',
    provisional: true,
    decimals: 0,
    final_after_days: 1,
    stale_after_h: null,
    effective_from: today,
    effective_to: null,
    formula: { of: 'cases', by: 'opened_day', count: {} },
    collect: { asked: 'month', level: 'county', due_after: 5 },
    targets: [],
    thresholds: [],
    alarm: null,
  }
}

export function wayOf(formula: FormulaDraft): Way {
  return WAYS.find((way) => formula[way] !== undefined) ?? 'count'
}

/** The formula begun anew in another way; the table stays where the new way has one. */
export function toWay(formula: FormulaDraft, way: Way): FormulaDraft {
  const table = way === 'rank' || way === 'score' ? {} : { of: formula.of ?? 'cases', by: formula.by ?? '' }
  return { ...table, ...STARTS[way]() }
}

/** The draft of a revision begins as what is in force, from a day on. */
export function revisionOf(content: Record<string, unknown>, today: string): DefinitionDraft {
  const begun = { ...emptyDefinition(today), ...structuredClone(content) } as DefinitionDraft
  const after = new Date(Date.parse(begun.effective_from) + 86_400_000).toISOString().slice(0, 10)
  return { ...begun, effective_from: begun.effective_from < today ? today : after, effective_to: null }
}

/** What is sent: what was never written is left out, so that a fault names what is missing. */
export function said(draft: DefinitionDraft): Record<string, unknown> {
  const { formula, collect, ...rest } = draft
  const made: Record<string, unknown> = draft.kind === 'computed' ? { ...rest, formula } : { ...rest, collect }
  return Object.fromEntries(
    Object.entries(made).filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && !value.length)),
  )
}

/** The faults that belong to a field: those at its place or beneath it. */
export function faultsAt(faults: readonly Fault[], place: string): Fault[] {
  return faults.filter((one) => {
    const path = one.path.join('.')
    return path === place || path.startsWith(`${place}.`)
  })
}

/** Faults of no field that is shown. */
export function faultsElsewhere(faults: readonly Fault[], shown: readonly string[]): Fault[] {
  return faults.filter((one) => !shown.some((place) => faultsAt([one], place).length))
}
