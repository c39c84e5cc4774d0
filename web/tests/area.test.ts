/** A copied Chinese name of an area, said in English by the areas that it names. */
import { describe, expect, it } from 'vitest'
import { inEnglish } from '../src/core/area'

const names = new Map([
  ['44', { name: '广东省', name_en: 'Guangdong', path: '/44/' }],
  ['4408', { name: '湛江市', name_en: 'Zhanjiang', path: '/44/4408/' }],
  ['440811', { name: '麻章区', name_en: 'Mazhang District', path: '/44/4408/440811/' }],
  ['440811001', { name: '麻章镇', name_en: '', path: '/44/4408/440811/440811001/' }],
])

describe('the English of a copied area name', () => {
  it('names those along the path, the nearest first', () => {
    expect(inEnglish({ area_name: '湛江市麻章区', area_path: '/44/4408/440811/' }, names)).toBe('Mazhang District, Zhanjiang')
    expect(inEnglish({ area_name: '麻章区', area_id: '440811' }, names)).toBe('Mazhang District')
  })
  it('keeps Chinese where an area has no English name', () => {
    expect(inEnglish({ area_name: '麻章区麻章镇', area_path: '/44/4408/440811/440811001/' }, names)).toBe('麻章镇, Mazhang District')
  })
  it('leaves a name that none of them bears as it is', () => {
    expect(inEnglish({ area_name: '赤坎老街', area_path: '/44/4408/440811/' }, names)).toBe('赤坎老街')
    expect(inEnglish({ area_name: '麻章区', area_id: 'unknown' }, names)).toBe('麻章区')
  })
})
