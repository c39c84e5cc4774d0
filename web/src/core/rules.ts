/** Rules as an editor and a reader need them: fields from the server's own schema, plain sentences, differences. */
import type { Rule, RuleForm, ThingModel } from '@/api/types'
import { formatNumber, unitSymbol } from './format'
import { language, t, word } from './i18n'

export type Declaration = Record<string, unknown> & { kind: string; targets: Targets }

export interface Targets {
  datastreams: string[]
  model: string
  property: string
  things: string[]
  within: string
  /** A figure that indicators push down, in place of datastreams. */
  series?: string
  area?: string
}

export interface Level {
  raise_at: number | null
  clear_at: number | null
  hold_s: number
  severity: string
}

/** How a word of a rule is asked for. */
export type Shape =
  | 'text'
  | 'number'
  | 'seconds'
  | 'flag'
  | 'choice'
  | 'numbers'
  | 'levels'
  | 'members'
  | 'need'
  | 'targets'
  | 'matter'
  | 'hazard'

export interface Field {
  name: string
  shape: Shape
  codes: string[]
  required: boolean
  /** Whether it may be left empty. */
  optional: boolean
  fallback: unknown
}

interface Schema {
  $ref?: string
  $defs?: Record<string, Schema>
  type?: string
  enum?: string[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  default?: unknown
}

/** Words of every kind of rule that are no figures of the judging; the rest is. */
const BASICS = ['name', 'name_en', 'code', 'hazard', 'matter', 'confirm']
const REST = ['late_after_s', 'quiet_s', 'max_gap_s', 'part']
/** Words in the unit of the datastream. */
const IN_UNIT = new Set(['raise_at', 'clear_at', 'limit', 'tolerance', 'above', 'minimum', 'maximum', 'except_at'])
const CHOICES: Record<string, string> = { severity: 'severity', confirm: 'confirm' }

/** From light to grave, and from near to far: the order in which choices are offered. */
const ORDER = [
  ...['notice', 'general', 'important', 'urgent'],
  ...['auto', 'duty_officer', 'grid_worker', 'camera'],
  ...['thing', 'town', 'county', 'city'],
  ...['above', 'below', 'rise', 'fall', 'both', 'day'],
]

function resolved(form: RuleForm): Schema {
  const root = form.form as Schema
  return root.$defs?.[root.$ref?.split('/').at(-1) ?? ''] ?? root
}

function shapeOf(name: string, schema: Schema): Shape {
  if (name === 'targets' || name === 'levels' || name === 'members' || name === 'need') return name
  if (name === 'matter' || name === 'hazard') return name
  if (name.endsWith('_s')) return 'seconds'
  const types = (schema.anyOf ?? [schema]).map((one) => one.type)
  if (schema.enum) return 'choice'
  if (types.includes('number') || types.includes('integer')) return 'number'
  if (types.includes('boolean')) return 'flag'
  return types.includes('array') ? 'numbers' : 'text'
}

/** Every word of a kind of rule, as the server's schema lists them. */
export function fieldsOf(form: RuleForm): Field[] {
  const shape = resolved(form)
  return Object.entries(shape.properties ?? {}).map(([name, schema]) => ({
    name,
    shape: shapeOf(name, schema),
    codes: [...(schema.enum ?? [])].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)),
    required: shape.required?.includes(name) ?? false,
    optional: schema.anyOf?.some((one) => one.type === 'null') ?? false,
    fallback: schema.default,
  }))
}

export interface FieldGroups {
  basics: Field[]
  judge: Field[]
  rest: Field[]
}

export function groupsOf(form: RuleForm): FieldGroups {
  const all = fieldsOf(form)
  const named = (names: string[]) => names.flatMap((name) => all.filter((field) => field.name === name))
  return {
    basics: named(BASICS),
    // Which way comes before how far.
    judge: all
      .filter((field) => ![...BASICS, ...REST, 'targets'].includes(field.name))
      .sort((a, b) => Number(b.name === 'direction') - Number(a.name === 'direction')),
    rest: named(REST),
  }
}

export function emptyTargets(): Targets {
  return { datastreams: [], model: '', property: '', things: [], within: '' }
}

/** A rule of this kind with the server's own defaults, and nothing where it has none. */
export function emptyDeclaration(form: RuleForm): Declaration {
  const said: Declaration = { kind: form.kind, targets: emptyTargets() }
  for (const field of fieldsOf(form)) {
    if (field.name === 'targets') continue
    if (field.shape === 'levels') said.levels = [{ raise_at: null, clear_at: null, hold_s: 0, severity: 'general' }]
    else if (field.fallback !== undefined) said[field.name] = field.fallback
    else said[field.name] = field.shape === 'members' ? [] : field.shape === 'text' || field.shape === 'hazard' ? '' : null
  }
  return said
}

/** The whole of what a version says, as a draft takes it. */
export function declarationOf(rule: Rule): Declaration {
  return JSON.parse(JSON.stringify({ ...rule.params, targets: rule.targets })) as Declaration
}

/** What rules are about: the names and units of thing models, the names of member rules. */
export interface Ground {
  models: readonly ThingModel[]
  rules: readonly { code: string; name: string; name_en: string }[]
}

export const nowhere: Ground = { models: [], rules: [] }

interface Property {
  code: string
  name: string
  name_en?: string
  unit: string
}

export function propertiesOf(ground: Ground, model: string): Property[] {
  return (ground.models.find((one) => one.code === model)?.properties ?? []) as unknown as Property[]
}

function property(said: Declaration, ground: Ground): Property | undefined {
  return propertiesOf(ground, said.targets.model).find((one) => one.code === said.targets.property)
}

export function unitOf(said: Declaration, ground: Ground): string {
  return property(said, ground)?.unit ?? ''
}

const own = (one: { name: string; name_en?: string }): string =>
  language.value === 'en' && one.name_en ? one.name_en : one.name

/** What a rule watches: 道路积水监测仪的积水深度. */
export function subjectOf(said: Declaration, ground: Ground): string {
  const { targets } = said
  if (said.kind === 'combined') {
    const members = (said.members as string[] | undefined) ?? []
    return members.map((code) => memberName(code, ground)).join(t('ruleSays.and')) || '—'
  }
  if (targets.series) return t(targets.area ? 'ruleSays.figureHere' : 'ruleSays.figure')
  const model = ground.models.find((one) => one.code === targets.model)
  const seen = property(said, ground)
  let text = seen && model ? t('ruleSays.subject', { model: own(model), property: own(seen) }) : ''
  if (!text && targets.datastreams.length) text = t('ruleSays.streams', { n: targets.datastreams.length })
  if (!text) text = targets.model || '—'
  if (targets.things.length) text += t('ruleSays.thingsOnly', { n: targets.things.length })
  if (targets.within) text += t('ruleSays.areaOnly')
  return text
}

function memberName(code: string, ground: Ground): string {
  const found = ground.rules.find((one) => one.code === code)
  return found ? own(found) : code
}

/** 3 分钟, 1 小时 30 分钟, 40 秒. */
export function spanOf(seconds: unknown): string {
  const whole = Number(seconds)
  if (!Number.isFinite(whole)) return '—'
  const parts: string[] = []
  let left = whole
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const) {
    const n = Math.floor(left / size)
    if (n > 0) parts.push(`${n} ${t(`seconds.${unit}`)}`)
    left -= n * size
  }
  if (left > 0 || parts.length === 0) parts.push(`${formatNumber(left)} ${t('seconds.s')}`)
  return parts.join(' ')
}

/** The rule in one plain sentence. */
export function sentenceOf(said: Declaration, ground: Ground): string {
  const unit = unitSymbol(unitOf(said, ground))
  const figure = (value: unknown): string =>
    value === null || value === undefined || value === '' ? '—' : `${formatNumber(Number(value), 4)}${unit ? ` ${unit}` : ''}`
  const raise = (severity: unknown): string => t('ruleSays.raise', { severity: word('severity', String(severity)) })
  const head = language.value === 'zh' ? `${subjectOf(said, ground)}：` : `${subjectOf(said, ground)}: `
  const say = (text: string): string =>
    `${head}${text}${t('ruleSays.end')}${tailOf(said)}`
  switch (said.kind) {
    case 'threshold': {
      const up = said.direction !== 'below'
      const levels = ((said.levels as Level[] | undefined) ?? []).map((level) => {
        const hold = level.hold_s ? t('ruleSays.hold', { span: spanOf(level.hold_s) }) : ''
        const clear = level.clear_at ?? level.raise_at
        const back = clear === level.raise_at ? '' : t(up ? 'ruleSays.clearAbove' : 'ruleSays.clearBelow', { at: figure(clear) })
        return t(up ? 'ruleSays.above' : 'ruleSays.below', { at: figure(level.raise_at) }) + hold + raise(level.severity) + back
      })
      return say(levels.join(t('ruleSays.next')))
    }
    case 'rate':
      return say(t(`ruleSays.${String(said.direction)}`, { per: spanOf(said.per_s), limit: figure(said.limit) }) + raise(said.severity))
    case 'silence':
      return say(t('ruleSays.silence', { span: spaced(spanOf(said.after_s)) }) + raise(said.severity))
    case 'flat_line': {
      const above = said.above === null || said.above === undefined ? '' : t('ruleSays.flatAbove', { above: figure(said.above) })
      const stands = t('ruleSays.flat', {
        span: spaced(spanOf(said.for_s)),
        tolerance: figure(said.tolerance),
        n: String(said.min_samples),
      })
      return say(above + stands + raise(said.severity))
    }
    case 'out_of_range': {
      const bare = said.minimum == null && said.maximum == null
      const range = bare ? t('ruleSays.rangeOwn') : t('ruleSays.range', { low: figure(said.minimum), high: figure(said.maximum) })
      return say(range + (said.hold_s ? t('ruleSays.hold', { span: spanOf(said.hold_s) }) : '') + raise(said.severity))
    }
    case 'seasonal': {
      const side = said.direction === 'above' ? t('ruleSays.onlyAbove') : said.direction === 'below' ? t('ruleSays.onlyBelow') : ''
      const hold = said.hold_s ? t('ruleSays.hold', { span: spanOf(said.hold_s) }) : ''
      return say(t('ruleSays.seasonal', { score: formatNumber(Number(said.score)) }) + side + hold + raise(said.severity))
    }
    case 'unusual':
      return say(t('ruleSays.unusual', { n: formatNumber(Number(said.spreads)) }) + raise(said.severity))
    case 'combined': {
      const members =
        ((said.members as string[] | undefined) ?? [])
          .map((code) => t('ruleSays.member', { name: memberName(code, ground) }))
          .join(t('ruleSays.and')) || '—'
      const where = word('at', String(said.at))
      const within = said.within_s ? t('ruleSays.within', { span: spanOf(said.within_s) }) : ''
      const counted = typeof said.need === 'number'
      const text =
        counted && said.at !== 'thing'
          ? t('ruleSays.places', { where, n: String(said.need), members })
          : t('ruleSays.where', { where }) + t(`ruleSays.${counted ? 'some' : String(said.need)}`, { members, n: String(said.need) })
      return `${text}${within}${raise(said.severity)}${t('ruleSays.end')}${tailOf(said)}`
    }
    default:
      return say(word('ruleKind', said.kind))
  }
}

/** Kinds that speak about the device: nobody is asked whether they are right. */
const FAULTS = new Set(['silence', 'flat_line', 'out_of_range'])

function tailOf(said: Declaration): string {
  if (said.part) return t('ruleSays.part')
  if (FAULTS.has(said.kind)) return t('ruleSays.fault')
  return t('ruleSays.confirm', { how: word('confirm', String(said.confirm)) })
}

/** A Chinese word follows the unit 分钟 at a distance. */
const spaced = (text: string): string => (language.value === 'zh' ? `${text} ` : text)

/** One word of a rule as people read it. */
export function valueOf(name: string, value: unknown, unit: string, ground: Ground = nowhere): string {
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return '—'
  if (name.endsWith('_s')) return spanOf(value)
  if (name === 'members') return (value as string[]).map((code) => memberName(code, ground)).join(t('ruleSays.and'))
  if (Array.isArray(value)) return value.map(String).join(t('ruleSays.and'))
  if (typeof value === 'boolean') return word('yesno', String(value))
  if (name === 'hazard') return word('hazard', String(value))
  if (typeof value === 'number') {
    const symbol = IN_UNIT.has(name) ? unitSymbol(unit) : ''
    return `${formatNumber(value, 4)}${symbol ? ` ${symbol}` : ''}`
  }
  return word(CHOICES[name] ?? name, String(value))
}

export function inUnit(name: string): boolean {
  return IN_UNIT.has(name)
}

export interface Difference {
  where: string
  label: string
  before: string
  after: string
}

/** Every word on which two versions differ, in the order of the newer one. */
export function differences(before: Declaration | null, after: Declaration, ground: Ground): Difference[] {
  const old = before ? flat(before, ground) : new Map<string, { label: string; text: string }>()
  const now = flat(after, ground)
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((where) => {
    const [was, is] = [old.get(where), now.get(where)]
    const label = is?.label ?? was?.label ?? where
    return (was?.text ?? '—') === (is?.text ?? '—')
      ? []
      : [{ where, label, before: was?.text ?? '—', after: is?.text ?? '—' }]
  })
}

const LEVEL_WORDS = ['severity', 'raise_at', 'clear_at', 'hold_s'] as const

function flat(said: Declaration, ground: Ground): Map<string, { label: string; text: string }> {
  const unit = unitOf(said, ground)
  const found = new Map<string, { label: string; text: string }>()
  const put = (where: string, label: string, name: string, value: unknown): void => {
    found.set(where, { label, text: valueOf(name, value, unit, ground) })
  }
  for (const [name, value] of Object.entries(said)) {
    if (name === 'targets') {
      for (const [part, one] of Object.entries(value as Targets)) put(`targets.${part}`, word('ruleField', part), part, named(part, one, said, ground))
    } else if (name === 'levels') {
      ;(value as Level[]).forEach((level, n) => {
        for (const part of LEVEL_WORDS)
          put(`levels[${n}].${part}`, t('ruleDesk.level', { n: n + 1, field: word('ruleField', part) }), part, level[part])
      })
    } else put(name, word('ruleField', name), name === 'kind' ? 'ruleKind' : name, value)
  }
  return found
}

/** A model and a property by their names. */
function named(part: string, value: unknown, said: Declaration, ground: Ground): unknown {
  if (part === 'model') {
    const model = ground.models.find((one) => one.code === value)
    return model ? own(model) : value
  }
  if (part === 'property') {
    const seen = property(said, ground)
    return seen ? own(seen) : value
  }
  return value
}

/** Faults of the server by the place that they are about, as an editor shows them. */
export function faultsByPlace(faults: readonly unknown[] | undefined): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const fault of faults ?? []) {
    const given = fault as Record<string, unknown>
    const where = String(given.where ?? '')
    ;(found[where] ??= []).push(String(given[language.value] ?? given.zh ?? ''))
  }
  return found
}

/** Whether the limit of a kind is a reading, so that a line can be drawn at it. */
export function drawable(kind: string): boolean {
  return kind === 'threshold' || kind === 'out_of_range'
}

/** Quiet hours of every day: 每天 22:00 至 07:00. */
export function hoursOf(one: { from_minute: number; to_minute: number }): string {
  const clock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  return t('hold.daily', { from: clock(one.from_minute), to: clock(one.to_minute) })
}
