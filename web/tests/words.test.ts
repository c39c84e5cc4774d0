import { describe, expect, it } from 'vitest'
import en from '@/core/i18n/en'
import zh from '@/core/i18n/zh'

function flat(tree: object, prefix = ''): Map<string, string> {
  const words = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') words.set(prefix + key, value)
    else for (const [inner, text] of flat(value as object, `${prefix}${key}.`)) words.set(inner, text)
  }
  return words
}

const chinese = flat(zh)
const english = flat(en)
const SAME_IN_BOTH = new Set(['shell.language'])
const OF_STANDARDS = /WGS 84|CGCS2000|GCJ-02|BD-09|Excel|JPEG|PNG|WebP|MB|Ctrl/g // names that are the same in every language
const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('the words of the interface', () => {
  it('are the same keys with the same holes in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
    for (const [key, text] of chinese) expect([key, holes(english.get(key) ?? '')]).toEqual([key, holes(text)])
  })
  it('are Chinese in Chinese: no English word is left', () => {
    const left = [...chinese].filter(
      ([key, text]) => !SAME_IN_BOTH.has(key) && /[A-Za-z]{2,}/.test(text.replace(/\{\w+\}/g, '').replace(OF_STANDARDS, '')),
    )
    expect(left).toEqual([])
  })
  it('are English in English: no Chinese character is left', () => {
    const left = [...english].filter(([key, text]) => !SAME_IN_BOTH.has(key) && /[\u3400-\u9fff]/.test(text))
    expect(left).toEqual([])
  })
  it('hold no character that the message syntax would eat', () => {
    for (const [key, text] of [...chinese, ...english]) expect([key, /[|@$]/.test(text)]).toEqual([key, false])
  })
})
