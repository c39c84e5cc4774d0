import { describe, expect, it } from 'vitest'
import { DAY, HOUR, LONGEST, MINUTE, SHORTEST, brushed, last as before, moved, piecesOf, stepMs, zoomed } from '@/core/chart/window'

const NOW = Date.UTC(2026, 10, 22, 6)
const last = (span: number) => before(span, NOW)

describe('the stretch that a history shows', () => {
  it('asks for readings in an hour, for hours in a month and for days in a year', () => {
    expect(piecesOf(HOUR, 60)).toBe('raw')
    expect(piecesOf(30 * DAY, 60)).toBe('1h')
    expect(piecesOf(365 * DAY, 60)).toBe('1d')
    expect(piecesOf(7 * DAY, 5)).toBe('15m')
  })
  it('keeps its length and its pieces while it follows the clock for a night', () => {
    let shown = last(30 * DAY)
    for (let beat = 1; beat <= 3_000; beat++) shown = before(shown.end - shown.start, NOW + beat * 10_007)
    expect(shown.end - shown.start).toBe(30 * DAY)
    expect(piecesOf(shown.end - shown.start, 60)).toBe('1h')
  })
  it('never asks for buckets narrower than the readings, nor for more than a screen holds', () => {
    for (const every of [1, 60, 600, 3600, 86400])
      for (let span = SHORTEST; span <= LONGEST; span *= 1.7) {
        const pieces = piecesOf(span, every)
        const width = pieces === 'raw' ? every * 1000 : stepMs(pieces)
        expect(span / width).toBeLessThanOrEqual(2000)
        expect(width).toBeGreaterThanOrEqual(every * 1000)
      }
  })
  it('keeps what lies under the pointer in its place', () => {
    const from = { start: NOW - 10 * HOUR, end: NOW - 5 * HOUR }
    const next = zoomed(from, 0.5, 0.2, NOW)
    expect(next.start + (next.end - next.start) * 0.2).toBeCloseTo(from.start + 5 * HOUR * 0.2)
    expect(next.end - next.start).toBe(2.5 * HOUR)
  })
  it('shows nothing that has not been yet and stays between ten minutes and a year', () => {
    expect(zoomed(last(HOUR), 4, 0.5, NOW)).toEqual(last(4 * HOUR))
    expect(moved(last(HOUR), 0.5, NOW)).toEqual(last(HOUR))
    expect(zoomed(last(LONGEST), 9, 0.5, NOW)).toEqual(last(LONGEST))
    expect(zoomed(last(12 * MINUTE), 0.1, 1, NOW)).toEqual(last(SHORTEST))
  })
  it('takes what was dragged over in either direction, and a click for nothing', () => {
    expect(brushed(last(10 * HOUR), 0.5, 0.2)).toEqual({ start: NOW - 8 * HOUR, end: NOW - 5 * HOUR })
    expect(brushed(last(10 * HOUR), 0.5, 0.505)).toBeNull()
  })
})
