/** Records of ledgers as people read them: values by their field, in the reader's language. */
import type { LedgerField, LedgerType, RecordRow } from '@/api/types'
import { formatNumber, formatTime } from './format'
import { language, t } from './i18n'

type Named = { zh: string; en: string }
export const nameOf = (one: Named | null | undefined): string => (one ? one[language.value] || one.zh : '')

export function stateName(type: LedgerType, code: string): string {
  return nameOf(type.states.find((state) => state.code === code)) || code
}

/** In use green, ended grey, whatever is between orange: the word always stands beside the colour. */
export function stateTone(type: LedgerType, code: string): string {
  const at = type.states.findIndex((state) => state.code === code)
  if (at === 0) return 'tag-green'
  return type.states[at]?.ends ? 'tag-grey' : 'tag-orange'
}

/** A value as it is shown; `—` for none. */
export function shownValue(field: LedgerField, value: unknown, shown: Record<string, string> = {}): string {
  if (value === null || value === undefined || value === '') return '—'
  if (field.kind === 'number') return `${formatNumber(Number(value), 6)}${field.unit_symbol ? ` ${field.unit_symbol}` : ''}`
  if (field.kind === 'moment') return formatTime(String(value))
  if (field.kind === 'boolean') return t(value ? 'ledger.yes' : 'ledger.no')
  if (field.kind === 'choice') return nameOf(field.choices.find((one) => one.code === value)) || String(value)
  if (field.kind === 'link') return shown[field.code] ?? t('ledger.hidden')
  if (field.kind === 'area') return shown[field.code] ?? String(value)
  if (field.kind === 'point' && Array.isArray(value)) return value.map((one) => Number(one).toFixed(6)).join(', ')
  if (Array.isArray(value)) return String(value.length)
  return String(value)
}

export const valueOf = (row: RecordRow, field: LedgerField): unknown => (row.values as Record<string, unknown>)[field.code]

/** What a form holds: text whatever the kind, ids of photographs apart. */
export type Draft = Record<string, string>

export function draftOf(fields: readonly LedgerField[], row: RecordRow | null): Draft {
  const draft: Draft = {}
  for (const field of fields) {
    const value = row ? valueOf(row, field) : undefined
    if (field.kind === 'attachment') continue
    if (value === null || value === undefined) draft[field.code] = ''
    else if (field.kind === 'point' && Array.isArray(value)) draft[field.code] = value.join(',')
    else if (field.kind === 'moment') draft[field.code] = formatTime(String(value))
    else draft[field.code] = String(value)
  }
  return draft
}

/** What a person changed: only that is sent, so that what is masked or beyond his sight stays as it is. */
export function changedIn(before: Draft, after: Draft): Record<string, unknown> {
  const changed: Record<string, unknown> = {}
  for (const [code, text] of Object.entries(after)) {
    if (text.trim() !== (before[code] ?? '').trim()) changed[code] = text.trim() === '' ? null : text.trim()
  }
  return changed
}

/** One `field:value` of the address, and back; several are parted by `;`. */
export function readWhere(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const one of text.split(';')) {
    const at = one.indexOf(':')
    if (at > 0) found[one.slice(0, at)] = one.slice(at + 1)
  }
  return found
}

export function writeWhere(asked: Record<string, string>): string {
  return Object.entries(asked)
    .filter(([, value]) => value !== '' && value !== '..')
    .map(([code, value]) => `${code}:${value}`)
    .join(';')
}
