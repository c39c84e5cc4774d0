/** A board as its editor has it: plain values of the same record that a pack declares. */
export type Kind = 'figure' | 'trend' | 'rank' | 'map' | 'list' | 'gauge' | 'table' | 'text'

export interface Words {
  zh: string
  en: string
}

export interface PartDraft {
  id: string
  kind: Kind
  title: Words | null
  width: number
  height: number
  indicators: string[]
  by: string
  periods: number
  most: number
  rows: string | null
  where: Record<string, string> | null
  text: Words | null
}

export interface BoardDraft {
  code: string
  title: Words
  about: Words | null
  owner: string | null
  area: string | null
  roles: string[]
  tree: 'managed' | 'statistical'
  period: string
  review_days: number
  parts: PartDraft[]
}

export const KINDS: Kind[] = ['figure', 'trend', 'rank', 'map', 'gauge', 'table', 'list', 'text']
/** How many indicators a kind draws at most; the server has the last word. */
export const MOST: Record<Kind, number> = { figure: 6, trend: 4, rank: 1, map: 1, gauge: 3, table: 8, list: 0, text: 0 }
const SIZES: Record<Kind, [width: number, height: number]> = {
  figure: [3, 2],
  trend: [6, 3],
  rank: [4, 4],
  map: [5, 5],
  gauge: [3, 3],
  table: [12, 4],
  list: [6, 3],
  text: [4, 1],
}

export function emptyBoard(): BoardDraft {
  return {
    code: '',
    title: { zh: '', en: '' },
    about: null,
    owner: null,
    area: null,
    roles: [],
    tree: 'managed',
    period: 'month',
    review_days: 180,
    parts: [],
  }
}

export function newPart(kind: Kind, parts: readonly PartDraft[]): PartDraft {
  const taken = new Set(parts.map((one) => one.id))
  let number = 1
  while (taken.has(`${kind}-${number}`)) number += 1
  const [width, height] = SIZES[kind]
  return {
    id: `${kind}-${number}`,
    kind,
    title: null,
    width,
    height,
    indicators: [],
    by: 'area',
    periods: 12,
    most: 8,
    rows: kind === 'list' ? 'cases' : null,
    where: kind === 'list' ? { state: 'open' } : null,
    text: kind === 'text' ? { zh: '', en: '' } : null,
  }
}

/** The list with one entry moved; what lies beyond its ends changes nothing. */
export function movedTo<T>(list: readonly T[], from: number, to: number): T[] {
  if (from < 0 || from >= list.length || to < 0 || to >= list.length || from === to) return [...list]
  const fresh = [...list]
  fresh.splice(to, 0, ...fresh.splice(from, 1))
  return fresh
}

/** What is sent: words that were never written are left out. */
export function said(board: BoardDraft): object {
  const words = (one: Words | null) => (one && (one.zh.trim() || one.en.trim()) ? one : null)
  return {
    ...board,
    about: words(board.about),
    owner: board.owner || null,
    area: board.area?.trim() || null,
    parts: board.parts.map((part) => ({ ...part, title: words(part.title), text: part.kind === 'text' ? part.text : null })),
  }
}
