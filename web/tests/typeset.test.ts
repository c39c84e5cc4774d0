import { describe, expect, it } from 'vitest'
import { typeset } from '@/core/typeset'

describe('Chinese typesetting', () => {
  it('gives Chinese sentences full-width punctuation', () => {
    expect(typeset('海田路立交桥下(演示点):道路积水内涝')).toBe('海田路立交桥下（演示点）：道路积水内涝')
    expect(typeset('由城管局主办,交警支队协办(警示封控)。依据:职责清单')).toBe(
      '由城管局主办，交警支队协办（警示封控）。依据：职责清单',
    )
    expect(typeset('签收时限0.25小时(7×24)(事项SZ-PS-01-01第1版),自2026-11-22 07:15起算,至2026-11-22 07:30。')).toBe(
      '签收时限0.25小时（7×24）（事项SZ-PS-01-01第1版），自2026-11-22 07:15起算，至2026-11-22 07:30。',
    )
  })
  it('leaves times, grouped figures and text without Chinese alone', () => {
    expect(typeset('14:05 共 1,992 件')).toBe('14:05 共 1,992 件')
    expect(typeset('Dispatched (by rule): 1,992, at 14:05')).toBe('Dispatched (by rule): 1,992, at 14:05')
  })
  it('is the same when done twice', () => {
    const once = typeset('水深40 cm,高于27 cm(持续1分钟):重要')
    expect(typeset(once)).toBe(once)
  })
})
