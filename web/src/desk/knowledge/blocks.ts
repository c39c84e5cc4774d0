/** How plain text is laid out: an empty line parts paragraphs, “- ” and “1. ” begin list items. */
export interface Block {
  kind: 'p' | 'ul' | 'ol'
  lines: string[]
}

const ITEM = /^(?:([-•·])\s+|\d{1,2}(?:\.\s|[、)）]))\s*(.+)$/

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null
  for (const line of text.split('\n')) {
    if (!line.trim()) {
      open = null
      continue
    }
    const item = ITEM.exec(line)
    const kind = !item ? 'p' : item[1] ? 'ul' : 'ol'
    if (!open || open.kind !== kind) {
      open = { kind, lines: [] }
      blocks.push(open)
    }
    open.lines.push(item?.[2] ?? line)
  }
  return blocks
}
