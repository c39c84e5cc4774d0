import { describe, expect, it } from 'vitest'
import {
  formatAgo,
  formatLeft,
  formatNumber,
  formatPercent,
  formatSpan,
  formatTime,
  formatInstant,
  formatValue,
  shanghaiToIso,
  span,
  unitSymbol,
} from '@/core/format'

const t = (key: string, named: Record<string, unknown> = {}) =>
  `${key}(${Object.values(named).join(',')})`

describe('times', () => {
  it('shows UTC instants as Shanghai wall time, whatever the zone of the machine', () => {
    expect(formatTime('2026-11-21T06:05:00Z')).toBe('2026-11-21 14:05')
    expect(formatInstant('2026-12-31T16:00:09Z')).toBe('2027-01-01 00:00:09')
  })
  it('shows midnight as 00, not 24', () => {
    expect(formatTime('2026-07-19T16:00:00Z')).toBe('2026-07-20 00:00')
  })
  it('shows a dash for what is not there or not a time', () => {
    expect(formatTime(null)).toBe('—')
    expect(formatTime('')).toBe('—')
    expect(formatTime('yesterday')).toBe('—')
  })
  it('reads a Shanghai wall time back as UTC', () => {
    expect(shanghaiToIso('2026-11-21T14:05')).toBe('2026-11-21T06:05:00.000Z')
  })
})

describe('spans', () => {
  const at = '2026-11-21T06:00:00Z'
  it('splits the time between two instants', () => {
    expect(span(at, '2026-11-23T08:05:07Z')).toEqual({ days: 2, hours: 2, minutes: 5, seconds: 7, past: false })
    expect(span(at, '2026-11-21T05:59:00Z')?.past).toBe(true)
  })
  it('says two figures at most', () => {
    expect(formatSpan(span(at, '2026-11-23T08:05:07Z'), t)).toBe('span.days(2,2)')
    expect(formatSpan(span(at, '2026-11-21T08:05:07Z'), t)).toBe('span.hours(2,5)')
    expect(formatSpan(span(at, '2026-11-21T06:05:07Z'), t)).toBe('span.minutes(5)')
    expect(formatSpan(span(at, '2026-11-21T06:00:07Z'), t)).toBe('span.seconds(7)')
  })
  it('tells a deadline ahead from one passed', () => {
    expect(formatLeft('2026-11-21T07:00:00Z', at, t)).toBe('span.left(span.hours(1,0))')
    expect(formatLeft('2026-11-21T05:00:00Z', at, t)).toBe('span.over(span.hours(1,0))')
  })
  it('calls the last minute "just now", and a clock that runs ahead too', () => {
    expect(formatAgo('2026-11-21T05:59:30Z', at, t)).toBe('span.now()')
    expect(formatAgo('2026-11-21T06:10:00Z', at, t)).toBe('span.now()')
    expect(formatAgo('2026-11-21T05:50:00Z', at, t)).toBe('span.ago(span.minutes(10))')
  })
})

describe('figures', () => {
  it('groups thousands and invents no decimals', () => {
    expect(formatNumber(1992)).toBe('1,992')
    expect(formatNumber(40.0)).toBe('40')
    expect(formatNumber(0.1 + 0.2)).toBe('0.3')
    expect(formatNumber(Number.NaN)).toBe('—')
    expect(formatNumber(null)).toBe('—')
  })
  it('shows a share as per cent', () => {
    expect(formatPercent(0.9375)).toBe('93.8%')
    expect(formatPercent(null)).toBe('—')
  })
  it('writes units the way people do', () => {
    expect(formatValue(40.26, 'cm')).toBe('40.26 cm')
    expect(formatValue(75, 'ug/m3')).toBe('75 µg/m³')
    expect(formatValue(3, '1')).toBe('3')
    expect(formatValue(null, 'cm')).toBe('—')
    expect(unitSymbol('Cel')).toBe('℃')
  })
})
