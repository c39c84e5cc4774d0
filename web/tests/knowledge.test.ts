import { describe, expect, it } from 'vitest'
import { formOf } from '@/desk/knowledge/api'
import { blocksOf } from '@/desk/knowledge/blocks'

describe('the plain text of an answer', () => {
  it('parts paragraphs at empty lines and gathers list items', () => {
    expect(blocksOf('先说明\n再一句\n\n- 甲\n- 乙\n1. 一\n2、二\n完')).toEqual([
      { kind: 'p', lines: ['先说明', '再一句'] },
      { kind: 'ul', lines: ['甲', '乙'] },
      { kind: 'ol', lines: ['一', '二'] },
      { kind: 'p', lines: ['完'] },
    ])
  })

  it('leaves markup, figures and dashes as the text that they are', () => {
    const text = '<b>x</b> [a](javascript:1)\n12345 热线\n-不是列表'
    expect(blocksOf(text)).toEqual([{ kind: 'p', lines: text.split('\n') }])
  })

  it('opens an empty form for a new entry', () => {
    expect(formOf(null)).toMatchObject({ title: '', questions: '', public: false, valid_until: '' })
  })
})
