import { describe, expect, it } from 'vitest'
import type { Case, Explanation } from '@/api/types'
import { bodyOf, emptyForm, missingIn, orderedActs } from '@/core/acts'
import { withGaps } from '@/core/chart/gaps'
import { readFilters, writeFilters } from '@/core/filters'
import { boxOf, diffFeatures, pointFeature } from '@/core/map/features'
import { spaced } from '@/core/map/spaced'
import { fitted } from '@/core/photos'
import { timelineOf } from '@/core/timeline'
import { asProblem, problemFrom } from '@/api/problem'

describe('filters in the address', () => {
  const defaults = { stage: '', lamp: '', page: '1' }
  it('come back as they were written, and defaults are left out', () => {
    const values = { stage: 'taken', lamp: '', page: '2' }
    expect(writeFilters(values, defaults)).toEqual({ stage: 'taken', page: '2' })
    expect(readFilters({ stage: 'taken', page: '2' }, defaults)).toEqual(values)
  })
  it('take nothing from the address that the list does not know', () => {
    expect(readFilters({ evil: 'x', stage: ['a', 'b'] }, defaults)).toEqual({ stage: 'a', lamp: '', page: '1' })
  })
})

describe('acts on a case', () => {
  it('stand in the order of the loop, without acts that we cannot ask for', () => {
    expect(orderedActs(['return', 'teleport', 'handle', 'take'])).toEqual(['take', 'handle', 'return'])
  })
  it('ask for photos only where the matter asks for them', () => {
    const form = { ...emptyForm(), text: '已抽排' }
    expect(missingIn('handle', form, ['before', 'after'])).toBe('case.needPhotos')
    expect(missingIn('handle', { ...form, before: ['a'], after: ['b'] }, ['before', 'after'])).toBeNull()
    expect(missingIn('handle', form, [])).toBeNull()
    expect(missingIn('handle', emptyForm(), [])).toBe('case.needText')
  })
  it('need a reason, a duty item and a unit to give a case back', () => {
    expect(missingIn('return', emptyForm())).toBe('case.needReason')
    expect(missingIn('return', { ...emptyForm(), reason: '非本单位', dutyItem: '3.2' })).toBe('case.needUnit')
  })
  it('carry the version that the person saw', () => {
    expect(bodyOf('take', emptyForm(), 4)).toEqual({ version: 4 })
    expect(bodyOf('return', { ...emptyForm(), reason: ' 非本单位 ', dutyItem: '3.2', proposedUnit: 'u' }, 4)).toEqual({
      version: 4,
      reason: '非本单位',
      duty_item: '3.2',
      proposed_unit: 'u',
    })
  })
})

describe('the timeline', () => {
  it('leads from the raw reading to the closing, in order of time', () => {
    const step = (version: number, act: string, at: string, details = {}) => ({
      version, act, at, details, from_stage: '', to_stage: '', actor: '', actor_name: '张三', unit: '', unit_name: '排水',
      text: '', text_zh: '', text_en: '', before: [], after: [],
    })
    const found = {
      steps: [
        step(1, 'dispatch', '2026-07-20T01:00:03Z'),
        step(3, 'close', '2026-07-20T03:00:00Z'),
        step(2, 'verify', '2026-07-20T02:00:00Z', { result: 'fail' }),
      ],
    } as Pick<Case, 'steps'>
    const chain = {
      alerts: [
        { alert_id: 'a', thing_name: '测点', observed_at: '2026-07-20T01:00:00Z', raised_at: '2026-07-20T01:00:01Z', confirmed_at: '2026-07-20T01:00:02Z', confirmed_by: '值班员' },
      ],
      event: { event_id: 'e', number: 'E1', opened_at: '2026-07-20T01:00:02Z', title_zh: '', title_en: '' },
    } as unknown as Explanation
    expect(timelineOf(found, chain).map((line) => line.act)).toEqual([
      'reading', 'alert', 'confirm', 'event', 'dispatch', 'verify_fail', 'close',
    ])
  })
})

describe('points on the map', () => {
  const at = (id: string, tone: string, lon = 110) =>
    pointFeature(lon, 21, { id, kind: 'alert', name: id, tone, note: '' })
  it('change only where something changed, and not at all when nothing did', () => {
    const old = [at('a', 'urgent'), at('b', 'general')]
    expect(diffFeatures(old, [at('a', 'urgent'), at('b', 'general')])).toBeNull()
    const diff = diffFeatures(old, [at('b', 'urgent'), at('c', 'notice')])
    expect(diff?.remove).toEqual(['alert/a'])
    expect(diff?.add.map((one) => one.id)).toEqual(['alert/b', 'alert/c'])
  })
  it('have a box around them', () => {
    const features = [
      { type: 'Feature' as const, geometry: { type: 'MultiPolygon', coordinates: [[[[109, 20], [111, 22], [110, 21]]]] }, properties: {} },
    ]
    expect(boxOf({ type: 'FeatureCollection', features })).toEqual([109, 20, 111, 22])
    expect(boxOf({ type: 'FeatureCollection', features: [] })).toBeNull()
  })
})

describe('clusters on the map', () => {
  const said = (count: number) => String(count)
  const cells = (step: number, side = 12) =>
    Array.from({ length: side * side }, (_, at) => ({
      lon: 110 + (at % side) * step,
      lat: 21 + Math.floor(at / side) * step,
      count: 1 + ((at * 7919) % 2_400),
    }))
  it('leave none out and never meet, however near the map is', () => {
    for (const perDegree of [40, 400, 1_500, 6_000, 90_000]) {
      const given = cells(0.02)
      const found = spaced(given, perDegree, said)
      expect(found.reduce((sum, one) => sum + one.count, 0)).toBe(given.reduce((sum, one) => sum + one.count, 0))
      for (const [at, one] of found.entries())
        for (const other of found.slice(at + 1)) {
          const radius = (count: number) => 6 + ((Math.min(Math.sqrt(count), 40) - 1) / 39) * 15
          const across = Math.abs(one.lon - other.lon) * perDegree
          const up = (Math.abs(one.lat - other.lat) / Math.cos((21.1 * Math.PI) / 180)) * perDegree
          expect(Math.hypot(across, up)).toBeGreaterThan(radius(one.count) + radius(other.count))
        }
    }
  })
  it('stay as they are where there is room, and become one where there is none', () => {
    const given = cells(0.02, 3)
    expect(spaced(given, 90_000, said)).toHaveLength(9)
    expect(spaced(given, 40, said)).toHaveLength(1)
  })
  it('stand nearer to the larger', () => {
    const [one] = spaced([{ lon: 110, lat: 21, count: 900 }, { lon: 110.01, lat: 21, count: 100 }], 1_000, said)
    expect(one).toEqual({ lon: expect.closeTo(110.001, 6), lat: expect.closeTo(21, 6), count: 1_000 })
  })
})

describe('a curve', () => {
  const minute = 60_000
  it('is broken where the device was silent, and nowhere else', () => {
    const points = [0, 1, 2, 30, 31].map((at) => [at * minute, 5])
    expect(withGaps(points).filter(([, value]) => value === null)).toEqual([[2 * minute + 1, null]])
    expect(withGaps([0, 60, 120].map((at) => [at * minute, 5]))).toHaveLength(3)
    expect(withGaps([])).toEqual([])
  })
})

describe('photos', () => {
  it('shrink to the longest edge and are never enlarged', () => {
    expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 })
    expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 })
    expect(fitted(640, 480)).toEqual({ width: 640, height: 480 })
  })
})

describe('problems', () => {
  it('keep the sentence of the server in both languages', () => {
    const problem = problemFrom(409, { code: 'cases.taken', zh: '已被签收', en: 'already taken' }).problem
    expect([problem.zh, problem.en, problem.status]).toEqual(['已被签收', 'already taken', 409])
  })
  it('make a sentence out of a proxy page and of a lost network', () => {
    expect(problemFrom(502, null).problem.zh).toContain('502')
    expect(asProblem(new TypeError('Failed to fetch')).code).toBe('web.unreachable')
  })
})
