/** How a value is said: its figure, how it moved and whether that is good, and every mark that qualifies it. */
import type { components } from '@/api/schema'
import type { Tone } from '@/core/ui/tones'
import { formatNumber, unitSymbol } from '../format'
import { isChinese, t, word } from '../i18n'
import { unitCalled } from '../unit'

type S = components['schemas']
export type Cell = S['BoardCell']
export type Indicator = S['BoardIndicator']
export type Part = S['BoardPart']
export type View = S['BoardView']

/** `1,992` with exactly the decimals that the definition says; a dash where nothing was supplied. */
export function figure(value: number | null | undefined, indicator: Pick<Indicator, 'decimals'> | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  const digits = indicator?.decimals ?? 0
  return new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)
}

/** Whether a figure has no value because there was nothing that it could be of: no case was due, nobody was asked. */
export function baseless(cell: Pick<Cell, 'value' | 'state' | 'numerator' | 'denominator' | 'n'>): boolean {
  if (cell.value !== null || cell.state === 'not_supplied' || cell.state === 'vanished') return false
  return cell.denominator === 0 || (cell.numerator !== null && cell.n === 0)
}

/** A value in words: 未报 where nothing was supplied, 无基数 where there was nothing to count, a dash where else there is none. */
export function saidOf(cell: Cell | null | undefined, indicator: Pick<Indicator, 'decimals'> | undefined): string {
  if (!cell || (cell.value === null && cell.state === 'not_supplied')) return t('boards.none')
  return baseless(cell) ? t('boards.noBase') : figure(cell.value, indicator)
}

/** The same with its unit, which words in place of a value do not have. */
export function saidWhole(cell: Cell | null | undefined, indicator: Pick<Indicator, 'decimals' | 'unit'> | undefined): string {
  return saidOf(cell, indicator) + (cell && cell.value !== null ? unitOf(indicator) : '')
}

/** For which kinds of period thresholds stand: 月、季, or every kind. */
export function kindsOf(said: { periods?: readonly string[] }): string {
  const names = (said.periods ?? []).map((kind) => word('periodKind', kind))
  return names.length ? names.join(isChinese.value ? '、' : ', ') : t('boards.everyPeriod')
}

/** The unit as people write it: counted things by their own word, a share as %. */
export function unitOf(indicator: Pick<Indicator, 'unit'> | undefined): string {
  return unitSymbol(indicator?.unit)
}

export interface Move {
  /** `▲ 5.2%`, `▼ 1.3 个百分点`, `— 持平`. */
  text: string
  tone: Tone
}

/** How far a figure moves, without a sign: a share as percentage points, everything else as a share of what it was. */
export function sizeOf(change: number, indicator: Indicator): string {
  const share = indicator.unit !== '%'
  const size = Math.abs(share ? change * 100 : change)
  return `${formatNumber(Number(size.toFixed(share ? 1 : Math.max(1, indicator.decimals))), 2)}${share ? '%' : ` ${t('boards.points')}`}`
}

/** How far a figure moved, and whether that is good: by the direction of its definition, never by its sign. */
export function moved(change: number | null | undefined, indicator: Indicator): Move | null {
  if (change === null || change === undefined || !Number.isFinite(change)) return null
  const size = sizeOf(change, indicator)
  if (Number.parseFloat(size) === 0) return { text: t('boards.same'), tone: 'grey' }
  const good = indicator.direction === 'none' ? null : (change > 0) === (indicator.direction === 'up')
  return {
    text: `${change > 0 ? '▲' : '▼'} ${size}`,
    tone: good === null ? 'grey' : good ? 'green' : 'red',
  }
}

export interface Mark {
  code: string
  text: string
  tone: Tone
}

const STATE_TONES: Record<string, Tone> = {
  not_supplied: 'orange',
  stale: 'yellow',
  vanished: 'red',
  preliminary: 'blue',
  revised: 'blue',
}

/** 未报、过期、初步、修订 of the value, 暂行口径 of its definition. A final value of a settled definition has none. */
export function marksOf(cell: Cell | undefined, indicator: Indicator | undefined): Mark[] {
  const found: Mark[] = []
  const tone = cell && STATE_TONES[cell.state]
  if (cell && tone) {
    const text = t(`valueState.${cell.state}`)
    found.push({ code: cell.state, text: cell.state === 'revised' ? `${text} ${cell.revision}` : text, tone })
  }
  if (indicator?.provisional) found.push({ code: 'provisional', text: t('boards.provisional'), tone: 'grey' })
  return found
}

export const LEVEL_TONES: Record<string, Tone> = { good: 'green', watch: 'yellow', bad: 'red' }

/** The parts that a value was made of, in words: `分子 86 ÷ 分母 97`, or how many rows lie beneath. */
export function made(cell: Cell): string {
  if (baseless(cell)) return t('boards.noBaseWhy')
  if (cell.numerator !== null && cell.denominator !== null)
    return t('boards.ofParts', { n: formatNumber(cell.numerator), d: formatNumber(cell.denominator) })
  return t('boards.ofRows', { n: formatNumber(cell.n) })
}

/** Dimensions whose members are codes with words of their own. */
const WORDS: Record<string, string> = { channel: 'appealChannel', severity: 'severity', hazard: 'hazard' }
/** What a kind is depends on what is counted. */
const KINDS: Record<string, string> = { appeals: 'appealKind', cases: 'caseKind', events: 'eventKind' }

/** The words of a member that is a code; nothing where it brings its own name. */
export function memberWord(code: string, dimension: string, member: string): string {
  const group = dimension === 'kind' ? KINDS[code.split('.')[0] ?? ''] : WORDS[dimension]
  return group && member ? word(group, member) : ''
}

/** The name of a line: an area below, what lies in none of them, or a member of a dimension. */
export function nameOf(cell: Cell, chinese: boolean): string {
  // What lies in none of the areas below, or 差额: the server says which.
  if (cell.remainder) return (chinese ? cell.area_name_zh : cell.area_name_en) || t('boards.remainder')
  const [zh, en] = cell.member ? [cell.member_name_zh, cell.member_name_en] : [cell.area_name_zh, cell.area_name_en]
  const words = memberWord(cell.code, cell.dimension, cell.member)
  if (words) return words
  if (cell.dimension === 'unit') return chinese ? zh : unitCalled(zh)
  return (chinese ? zh || en : en || zh) || cell.member || cell.area_id
}

/** What a full bar stands for: one hundred of shares, which have a whole; else the greatest value. Briefings and files say the same (`reports.logic.full`). */
export function fullOf(values: readonly (number | null | undefined)[], unit: string | null | undefined): number {
  const known = values.filter((one): one is number => typeof one === 'number')
  const most = Math.max(...known, 0)
  return unit === '%' && most <= 100 && known.every((one) => one >= 0) ? 100 : most
}

/** How far a value fills its bar; one below nothing has none. */
export function shareOf(value: number | null | undefined, full: number): number {
  return full > 0 && typeof value === 'number' ? Math.min(1, Math.max(0, value / full)) : 0
}
