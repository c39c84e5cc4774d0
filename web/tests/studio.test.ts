import { describe, expect, it } from 'vitest'
import { offers, placeAt, type Schema } from '@/core/studio/grammar'
import { parseTable, writeTable } from '@/core/studio/table'

const words: Schema = { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } }, required: ['zh', 'en'] }
const root: Schema = {
  anyOf: [{ $ref: '#/$defs/alarm' }, { $ref: '#/$defs/reply' }],
  $defs: {
    words,
    level: { type: 'object', properties: { at: { type: 'string' }, severity: { enum: ['notice', 'general', 'urgent'] } }, required: ['at'] },
    alarm: {
      type: 'object',
      properties: {
        recipe: { enum: ['device-alarm'] },
        id: { type: 'string', description: '编号。 The id.' },
        name: { $ref: '#/$defs/words' },
        demonstration: { type: 'boolean' },
        alarms: {
          type: 'array',
          items: { type: 'object', properties: { property: { type: 'string' }, levels: { type: 'array', items: { $ref: '#/$defs/level' } } } },
        },
      },
      required: ['recipe', 'id', 'name'],
    },
    reply: { type: 'object', properties: { recipe: { enum: ['intake-reply'] }, channel: { type: 'string' } } },
  },
}

/** Lines with `|` where the cursor stands. */
function at(text: string): [string[], number, number] {
  const lines = text.split('\n')
  const row = lines.findIndex((line) => line.includes('|'))
  const column = lines[row]?.indexOf('|') ?? 0
  return [lines.map((line) => line.replace('|', '')), row, column]
}
const labels = (text: string): string[] => offers(root, ...at(text)).map((one) => one.label)

describe('what may be written where the cursor stands', () => {
  it('offers the keys of the recipe that the text names, those that are needed first', () => {
    expect(labels('recipe: device-alarm\n|')).toEqual(['id', 'name', 'demonstration', 'alarms'])
    expect(labels('recipe: intake-reply\n|')).toEqual(['channel'])
  })
  it('leaves out what stands there already', () => {
    expect(labels('recipe: device-alarm\nid: a\n|\nname: {zh: 甲, en: A}')).toEqual(['demonstration', 'alarms'])
  })
  it('offers words for a value', () => {
    expect(labels('recipe: device-alarm\ndemonstration: |')).toEqual(['true', 'false'])
    expect(labels('recipe: |')).toEqual(['device-alarm', 'intake-reply'])
  })
  it('finds its way into lists', () => {
    expect(labels('recipe: device-alarm\nalarms:\n  - |')).toEqual(['property', 'levels'])
    expect(labels('recipe: device-alarm\nalarms:\n  - property: level\n    |')).toEqual(['levels'])
    expect(labels('recipe: device-alarm\nalarms:\n  - property: level\n    levels:\n      - at: 1 m\n        severity: |')).toEqual([
      'notice', 'general', 'urgent',
    ])
  })
  it('finds its way into braces', () => {
    expect(labels('recipe: device-alarm\nname: {zh: 甲, |')).toEqual(['en'])
    expect(labels('recipe: device-alarm\nalarms:\n  - property: level\n    levels:\n      - {at: 1 m, severity: |')).toEqual([
      'notice', 'general', 'urgent',
    ])
  })
  it('says what a key means', () => {
    expect(offers(root, ...at('recipe: device-alarm\n|'))[0]?.detail).toContain('编号')
  })
  it('knows the word that is begun', () => {
    expect(placeAt(...at('recipe: device-alarm\ndem|')).word).toBe('dem')
  })
})

describe('sample tables', () => {
  it('are the same text after reading and writing', () => {
    const text = 'time,series,note\n2026-07-01T08:00,东桥,"一, 二"\n2026-07-01T08:05,东桥,"说""好"""\n'
    expect(writeTable(parseTable(text))).toBe(text)
  })
  it('keep a line break inside a cell', () => {
    expect(parseTable('a,b\n"一\n二",c\n')).toEqual([['a', 'b'], ['一\n二', 'c']])
  })
})
