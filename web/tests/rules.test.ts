import { beforeAll, describe, expect, it } from 'vitest'
import { instantOf } from '@/core/format'
import { speak } from '@/core/i18n'
import zh from '@/core/i18n/zh'
import {
  differences,
  drawable,
  emptyDeclaration,
  emptyTargets,
  faultsByPlace,
  groupsOf,
  hoursOf,
  sentenceOf,
  spanOf,
  type Declaration,
  type Ground,
} from '@/core/rules'

const ground = {
  models: [
    {
      code: 'gauge',
      name: '道路积水监测仪',
      name_en: 'Road water gauge',
      kind: 'g',
      properties: [{ code: 'depth', name: '积水深度', name_en: 'Water depth', unit: 'cm' }],
      commands: [],
      composite: false,
    },
  ],
  rules: [
    { code: 'a', name: '积水', name_en: 'Water' },
    { code: 'b', name: '暴雨', name_en: 'Rain' },
  ],
} as unknown as Ground
const targets = { ...emptyTargets(), model: 'gauge', property: 'depth' }
const rule = (kind: string, words: object): Declaration =>
  ({ kind, confirm: 'duty_officer', severity: 'general', targets, ...words }) as Declaration

const WATER = rule('threshold', {
  direction: 'above',
  levels: [
    { raise_at: 15, clear_at: 8, hold_s: 180, severity: 'general' },
    { raise_at: 40, clear_at: null, hold_s: 0, severity: 'urgent' },
  ],
})

beforeAll(() => speak('zh', zh))

describe('a rule in one plain sentence', () => {
  const said: [Declaration, string][] = [
    [
      WATER,
      '道路积水监测仪的积水深度：达到或超过 15 cm 并持续 3 分钟，发“一般”告警，回落到 8 cm 恢复；达到或超过 40 cm，发“紧急”告警。值班员核实。',
    ],
    [rule('rate', { limit: 50, per_s: 60, direction: 'rise' }), '道路积水监测仪的积水深度：1 分钟内上升超过 50 cm，发“一般”告警。值班员核实。'],
    [rule('silence', { after_s: 300 }), '道路积水监测仪的积水深度：连续 5 分钟 没有数据，发“一般”告警。按设备故障处理，不需核实。'],
    [
      rule('flat_line', { for_s: 1800, tolerance: 0, min_samples: 3, above: 0.5 }),
      '道路积水监测仪的积水深度：高于 0.5 cm 时，连续 30 分钟 停在同一值（相差不超过 0 cm，至少 3 个读数），发“一般”告警。按设备故障处理，不需核实。',
    ],
    [rule('out_of_range', { minimum: null, maximum: null, hold_s: 0 }), '道路积水监测仪的积水深度：超出物模型的物理量程，发“一般”告警。按设备故障处理，不需核实。'],
    [rule('seasonal', { score: 0.7, direction: 'above', hold_s: 0 }), '道路积水监测仪的积水深度：与本测点此时的往常情况相比，异常得分达到 0.7（只看偏高），发“一般”告警。值班员核实。'],
    [
      rule('combined', { members: ['a', 'b'], need: 'all', at: 'thing', within_s: 0 }),
      '同一设备的“积水”、“暴雨”同时告警，发“一般”告警。值班员核实。',
    ],
    [
      rule('combined', { members: ['a'], need: 3, at: 'town', within_s: 600 }),
      '同一镇街有至少 3 处设备的“积水”告警（10 分钟内都计数），发“一般”告警。值班员核实。',
    ],
  ]
  it.each(said)('%#', (words, sentence) => expect(sentenceOf(words, ground)).toBe(sentence))
})

describe('two versions of a rule', () => {
  it('differ word by word, in the units and words of the reader', () => {
    const after = structuredClone(WATER)
    ;(after.levels as { raise_at: number; hold_s: number }[])[0]!.raise_at = 27
    ;(after.levels as { raise_at: number; hold_s: number }[])[0]!.hold_s = 90
    expect(differences(WATER, after, ground)).toEqual([
      { where: 'levels[0].raise_at', label: '第 1 级告警值', before: '15 cm', after: '27 cm' },
      { where: 'levels[0].hold_s', label: '第 1 级持续时间', before: '3 分钟', after: '1 分钟 30 秒' },
    ])
    expect(differences(WATER, structuredClone(WATER), ground)).toEqual([])
  })
  it('show a level that is gone', () => {
    const fewer = { ...WATER, levels: (WATER.levels as unknown[]).slice(0, 1) } as Declaration
    expect(differences(WATER, fewer, ground).map((one) => [one.where, one.after])).toContainEqual(['levels[1].raise_at', '—'])
  })
})

describe('the form of a kind', () => {
  const form = {
    kind: 'rate',
    form: {
      $ref: '#/$defs/Rate',
      $defs: {
        Rate: {
          type: 'object',
          properties: {
            code: { type: 'string' },
            name: { type: 'string' },
            limit: { type: 'number' },
            matter: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null },
            quiet_s: { type: 'number', default: 600 },
            direction: { enum: ['both', 'fall', 'rise'], default: 'rise' },
            wonder: { type: 'boolean', default: false },
          },
          required: ['code', 'name', 'limit'],
        },
      },
    },
  } as never
  it('has every word that the server knows, one that came later too', () => {
    const groups = groupsOf(form)
    expect(groups.judge.map((one) => [one.name, one.shape])).toEqual([
      ['direction', 'choice'],
      ['limit', 'number'],
      ['wonder', 'flag'],
    ])
    expect(groups.judge[0]?.codes).toEqual(['rise', 'fall', 'both'])
    expect(groups.rest.map((one) => one.name)).toEqual(['quiet_s'])
  })
  it('starts with the defaults of the server and nothing else', () => {
    expect(emptyDeclaration(form)).toEqual({
      kind: 'rate',
      targets: emptyTargets(),
      code: '',
      name: '',
      limit: null,
      matter: null,
      quiet_s: 600,
      direction: 'rise',
      wonder: false,
    })
  })
})

it('faults stand at their places', () => {
  expect(
    faultsByPlace([
      { where: 'levels[1]', zh: '各级须由轻到重排列。', en: 'x' },
      { where: 'levels[1]', zh: '另一处。', en: 'y' },
    ]),
  ).toEqual({ 'levels[1]': ['各级须由轻到重排列。', '另一处。'] })
})

it('durations, hours and written times read as people say them', () => {
  expect([0, 40, 180, 5400, 90_000].map(spanOf)).toEqual(['0 秒', '40 秒', '3 分钟', '1 小时 30 分钟', '1 天 1 小时'])
  expect(hoursOf({ from_minute: 1320, to_minute: 420 })).toBe('每天 22:00 至 07:00')
  expect(instantOf('2026-11-22 14:00')).toBe('2026-11-22T06:00:00.000Z')
  expect(['', '14:00', '2026-13-40 14:00', '22/11/2026 14:00'].map(instantOf)).toEqual(['', '', '', ''])
})

it('a limit is drawn only where it is a reading', () => {
  expect(['threshold', 'out_of_range', 'rate', 'seasonal', 'combined'].map(drawable)).toEqual([true, true, false, false, false])
})
