import { beforeAll, describe, expect, it } from 'vitest'
import { roundUp, scaleOf } from '../src/core/board/gauge'
import { pack } from '../src/core/board/layout'
import { figure, fullOf, made, moved, saidOf, saidWhole, shareOf, type Cell, type Indicator } from '../src/core/board/values'
import { speak } from '../src/core/i18n'
import zh from '../src/core/i18n/zh'
import { emptyBoard, movedTo, newPart, said } from '../src/desk/boards/composing'

const part = (id: string, width: number, height = 1) => ({ id, width, height })

describe('the parts of a board find their places', () => {
  it('fill rows in their order and grow into what is left free', () => {
    const { rows, places } = pack([part('a', 8, 2), part('b', 3), part('c', 4)], 12)
    expect(rows).toBe(2)
    expect(places).toEqual([
      { id: 'a', column: 0, row: 0, width: 8, height: 2 },
      { id: 'b', column: 8, row: 0, width: 4, height: 1 },
      { id: 'c', column: 8, row: 1, width: 4, height: 1 },
    ])
  })

  it('never overlap and leave no hole at the right, whatever their sizes and the screen', () => {
    let seed = 7
    const next = (most: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most
    for (let round = 0; round < 40; round++) {
      const parts = Array.from({ length: 1 + next(24) }, (_, at) => part(String(at), 2 + next(11), 1 + next(6)))
      for (const columns of [2, 12, 24]) {
        const { rows, places } = pack(parts, columns)
        const taken = new Set<string>()
        let clashes = 0
        for (const one of places) {
          expect(one.column + one.width).toBeLessThanOrEqual(columns)
          expect(one.row + one.height).toBeLessThanOrEqual(rows)
          for (let y = one.row; y < one.row + one.height; y++)
            for (let x = one.column; x < one.column + one.width; x++) {
              if (taken.has(`${x}/${y}`)) clashes += 1
              taken.add(`${x}/${y}`)
            }
        }
        expect(clashes).toBe(0)
        for (const one of places) {
          const beside = Array.from({ length: one.height }, (_, y) => `${one.column + one.width}/${one.row + y}`)
          expect(one.column + one.width === columns || beside.some((spot) => taken.has(spot))).toBe(true)
        }
      }
    }
  })
})

describe('a value is said with what it means', () => {
  beforeAll(() => speak('zh', zh))
  const indicator = (more: Partial<Indicator>) => ({ decimals: 1, unit: '%', direction: 'up', additive: false, ...more }) as Indicator

  it('has the decimals of its definition, and none where nothing was supplied', () => {
    expect(figure(1234.5, { decimals: 0 })).toBe('1,235')
    expect(figure(88, { decimals: 1 })).toBe('88.0')
    expect(figure(null, { decimals: 1 })).toBe('—')
  })

  it('moves in points or per cent, good or bad by direction', () => {
    expect(moved(-2.34, indicator({}))).toEqual({ text: '▼ 2.3 个百分点', tone: 'red' })
    expect(moved(-2.34, indicator({ direction: 'down' }))?.tone).toBe('green')
    expect(moved(0.052, indicator({ additive: true, unit: '1', direction: 'none' }))).toEqual({ text: '▲ 5.2%', tone: 'grey' })
    expect(moved(0, indicator({}))?.text).toBe('— 持平')
    expect(moved(null, indicator({}))).toBeNull()
  })
})

describe('a bar says how much of what', () => {
  it('is of one hundred for shares, of the greatest for all others', () => {
    expect(fullOf([50, null, 20], '%')).toBe(100)
    expect(fullOf([50, null, 20], '{count}')).toBe(50)
    expect(shareOf(50, fullOf([50, 20], '%'))).toBe(0.5)
    expect(shareOf(20, fullOf([50, 20], '1'))).toBe(0.4)
  })
  it('is of the greatest where a per cent is no share, as of growth', () => {
    expect(fullOf([120, 80], '%')).toBe(120)
    expect(fullOf([6, -2], '%')).toBe(6)
    expect(shareOf(-2, 6)).toBe(0)
  })
  it('is none where nothing is', () => {
    expect(fullOf([0, null], '1')).toBe(0)
    expect(shareOf(0, 0)).toBe(0)
    expect(shareOf(null, 100)).toBe(0)
  })
})

describe('a value that is not there says why', () => {
  beforeAll(() => speak('zh', zh))
  const share = { decimals: 1, unit: '%' } as Indicator
  const cell = (more: Partial<Cell>) => ({ value: null, state: 'final', numerator: 0, denominator: 0, n: 3, ...more }) as Cell

  it('because none was due, or because nobody reported', () => {
    expect(saidOf(cell({}), share)).toBe('无基数')
    expect(saidWhole(cell({}), share)).toBe('无基数')
    expect(made(cell({}))).toBe('分母为 0，这一期没有应计的')
    expect(saidOf(cell({ denominator: null, n: 0 }), share)).toBe('无基数')
    expect(saidOf(cell({ state: 'not_supplied', numerator: null, denominator: null, n: 0 }), share)).toBe('未报')
    expect(saidOf(undefined, share)).toBe('未报')
  })
  it('and is a dash where the system cannot know', () => {
    expect(saidOf(cell({ state: 'vanished' }), share)).toBe('—')
    expect(saidOf(cell({ numerator: null, denominator: null }), share)).toBe('—')
  })
  it('but a nought of some is a nought', () => {
    expect(saidWhole(cell({ value: 0, denominator: 4 }), share)).toBe('0.0%')
  })
})

describe('a board is composed', () => {
  it('its parts have names of their own and move by one', () => {
    const first = newPart('figure', [])
    expect(newPart('figure', [first]).id).toBe('figure-2')
    expect(movedTo(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(movedTo(['a'], 0, 5)).toEqual(['a'])
  })

  it('is sent without words that nobody wrote', () => {
    const board = { ...emptyBoard(), about: { zh: ' ', en: '' }, parts: [{ ...newPart('trend', []), title: { zh: '', en: '' } }] }
    expect(said(board)).toMatchObject({ about: null, parts: [{ title: null, text: null }] })
  })
})

describe('a gauge has a scale that its numbers fit on', () => {
  const held = (value: number | null, target: number | null = null, good: number | null = null, watch: number | null = null) => ({ value, target, good, watch })

  it('goes as far as target and thresholds reach, a share to one hundred', () => {
    expect(scaleOf(held(86, 95, 90, 80), { unit: '%', direction: 'up' })).toMatchObject({ low: 0, high: 100 })
    expect(scaleOf(held(4.2, 5.5, 5, 4), { unit: '%', direction: 'up' })).toMatchObject({ low: 0, high: 10 })
    expect(scaleOf(held(130, 120), { unit: '{case}', direction: 'up' })?.high).toBe(200)
    expect(scaleOf(held(-3, null, 2, 0), { unit: '%', direction: 'up' })).toMatchObject({ low: -5 })
    expect(scaleOf(held(7), { unit: '{case}', direction: 'up' })).toBeNull()
    expect([0.3, 1, 2.1, 26, 101].map(roundUp)).toEqual([0.5, 1, 2.5, 50, 200])
  })

  it('has bands that meet, fill it, and turn with the direction', () => {
    for (const [direction, order] of [
      ['up', ['bad', 'watch', 'good']],
      ['down', ['good', 'watch', 'bad']],
    ] as const) {
      const [good, watch] = direction === 'up' ? [90, 80] : [80, 90]
      const bands = scaleOf(held(85, null, good, watch), { unit: '%', direction })!.bands
      expect(bands.map((one) => one.level)).toEqual(order)
      expect(bands.map((one) => one.from)).toEqual([0, 0.8, 0.9])
      expect(bands.map((one) => one.to)).toEqual([0.8, 0.9, 1])
    }
    expect(scaleOf(held(85, 90), { unit: '%', direction: 'up' })!.bands).toEqual([])
  })
})
