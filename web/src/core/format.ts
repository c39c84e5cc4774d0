/** Dates, figures and units as an operator reads them. Times are UTC on the wire and Asia/Shanghai on screen. */
import { language, t } from '@/core/i18n'
const SHANGHAI = 'Asia/Shanghai'

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: SHANGHAI,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

type Instant = string | number | Date | null | undefined

function fields(at: Instant): Record<string, string> | null {
  if (at === null || at === undefined || at === '') return null
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return null
  return Object.fromEntries(parts.formatToParts(date).map((part) => [part.type, part.value]))
}

/** `2026-11-21 14:05` */
export function formatTime(at: Instant): string {
  const f = fields(at)
  return f ? `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}` : '—'
}

/** `2026-11-21 14:05:09`, where seconds matter: readings and facts. */
export function formatInstant(at: Instant): string {
  const f = fields(at)
  return f ? `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}:${f.second}` : '—'
}

/** `11-21 14:05`, for dense lists of this year. */
export function formatShort(at: Instant): string {
  const f = fields(at)
  return f ? `${f.month}-${f.day} ${f.hour}:${f.minute}` : '—'
}

/** `14:05:09` */
export function formatClock(at: Instant): string {
  const f = fields(at)
  return f ? `${f.hour}:${f.minute}:${f.second}` : '—'
}

/** `2026-11-21` */
export function formatDate(at: Instant): string {
  const f = fields(at)
  return f ? `${f.year}-${f.month}-${f.day}` : '—'
}

/** `1,992`; up to `digits` decimals, none invented. */
export function formatNumber(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: digits }).format(value)
}

/** As short as it can be said: 1.2万, 12K. */
export function formatCompact(value: number): string {
  return new Intl.NumberFormat(language.value === 'en' ? 'en' : 'zh-CN', { notation: 'compact' }).format(value)
}

export function formatPercent(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  return `${formatNumber(value * 100, digits)}%`
}

/** UCUM codes in data, the symbols people write on screen. */
const SYMBOLS: Record<string, string> = {
  'ug/m3': 'µg/m³',
  'mg/m3': 'mg/m³',
  'm3/s': 'm³/s',
  'm3/h': 'm³/h',
  Cel: '℃',
  deg: '°',
  '1': '',
  '{index}': '',
  '[degF]': '℉',
}

/** Units as people write them in statistics, in English; the kernel has the same words (units.ENGLISH). */
const ENGLISH: Record<string, string> = {
  亿元: '100 million yuan',
  万元: '10,000 yuan',
  元: 'yuan',
  亿千瓦时: '100 million kWh',
  万千瓦时: '10,000 kWh',
  万千瓦: '10,000 kW',
  万吨: '10,000 t',
  吨: 't',
  亩: 'mu',
  天: 'days',
  次: 'times',
  人: 'people',
  万人: '10,000 people',
  人次: 'visits',
  万人次: '10,000 visits',
  户: 'households',
  家: 'units',
  个: '',
  件: 'items',
  起: 'incidents',
  宗: 'cases',
  笔: 'deals',
  条: 'items',
  项: 'items',
  辆: 'vehicles',
}

/** What is counted is said in words: `{person}/m2` is 人/m². */
export function unitSymbol(code: string | null | undefined): string {
  if (!code) return ''
  if (language.value === 'en' && code in ENGLISH) return ENGLISH[code]!
  return SYMBOLS[code] ?? code.replace(/\{(\w+)\}/g, (_, what: string) => t(`boards.unit.${what}`)).replace(/m2$/, 'm²')
}

export function formatValue(value: number | null | undefined, unit?: string | null): string {
  const symbol = unitSymbol(unit)
  const figure = formatNumber(value)
  return symbol && figure !== '—' ? `${figure} ${symbol}` : figure
}

export interface Span {
  days: number
  hours: number
  minutes: number
  seconds: number
  past: boolean
}

/** The time between two instants, split for a sentence; `past` when `to` lies before `from`. */
export function span(from: Instant, to: Instant): Span | null {
  if (!from || !to) return null
  const milliseconds = new Date(to).getTime() - new Date(from).getTime()
  if (Number.isNaN(milliseconds)) return null
  const total = Math.floor(Math.abs(milliseconds) / 1000)
  return {
    days: Math.floor(total / 86400),
    hours: Math.floor((total % 86400) / 3600),
    minutes: Math.floor((total % 3600) / 60),
    seconds: total % 60,
    past: milliseconds < 0,
  }
}

type Translate = (key: string, named?: Record<string, unknown>) => string

/** `3 天 2 小时`, `2 小时 5 分`, `5 分`, `40 秒`: two figures at most. */
export function formatSpan(gap: Span | null, t: Translate): string {
  if (!gap) return '—'
  const { days, hours, minutes, seconds } = gap
  if (days > 0) return t('span.days', { days, hours })
  if (hours > 0) return t('span.hours', { hours, minutes })
  if (minutes > 0) return t('span.minutes', { minutes })
  return t('span.seconds', { seconds })
}

/** 剩余 / 超期 against a deadline. */
export function formatLeft(deadline: Instant, now: Instant, t: Translate): string {
  const gap = span(now, deadline)
  if (!gap) return '—'
  return t(gap.past ? 'span.over' : 'span.left', { span: formatSpan(gap, t) })
}

/** `3 分钟前` */
export function formatAgo(at: Instant, now: Instant, t: Translate): string {
  const gap = span(at, now)
  if (!gap) return '—'
  if (gap.past || (gap.days === 0 && gap.hours === 0 && gap.minutes === 0)) return t('span.now')
  return t('span.ago', { span: formatSpan(gap, t) })
}

/** ISO text of a local Shanghai wall-clock `2026-11-21T14:05`, for filters. */
export function shanghaiToIso(local: string): string {
  return local ? new Date(`${local}:00+08:00`).toISOString() : ''
}

/** ISO text of what a person wrote as `2026-11-21 14:05`, Shanghai time; empty for anything else. */
export function instantOf(written: string): string {
  const iso = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(written.trim()) ? written.trim().replace(' ', 'T') : ''
  return iso && !Number.isNaN(Date.parse(`${iso}:00+08:00`)) ? shanghaiToIso(iso) : ''
}

/** A version that is a content hash, short enough to read aloud. */
export function shortVersion(version: string | number): string {
  return String(version).slice(0, 8)
}

/** Lists count no further than this: beyond, they say that there are more. */
export const MOST_COUNTED = 10_000

/** How many rows a list has: "10,000+" where nobody counted on. */
export function formatTotal(total: number): string {
  return total === MOST_COUNTED + 1 ? `${formatNumber(MOST_COUNTED)}+` : formatNumber(total)
}
