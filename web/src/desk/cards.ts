/** On a phone a desk's table is a list of cards (`desk.css`): each cell is told the name of its column, which the
 * table's own head says. A table whose head is not one row of single columns stays a table. */
import { onBeforeUnmount, onMounted, type Ref } from 'vue'

export const PHONE = '(max-width: 760px)'

export function labelCells(table: HTMLTableElement): void {
  const heads = table.tHead?.rows.length === 1 ? [...table.tHead.rows[0]!.cells] : []
  const names = heads.map((head) => head.textContent?.trim() ?? '')
  const plain = names.length > 0 && heads.every((head) => head.colSpan === 1) && !table.classList.contains('table-wide')
  table.toggleAttribute('data-cards', plain)
  if (!plain) return
  for (const body of [...table.tBodies, ...(table.tFoot ? [table.tFoot] : [])])
    for (const row of body.rows) {
      let column = 0
      for (const cell of row.cells) {
        const name = cell.colSpan === 1 ? names[column] : ''
        if (name) cell.dataset.label = name
        else delete cell.dataset.label
        column += cell.colSpan
      }
    }
}

/** All tables below `root`, also those that come later, while the window is as narrow as a phone. */
export function useCards(root: Ref<HTMLElement | null>): void {
  const narrow = matchMedia(PHONE)
  let asked = 0
  const label = (): void => {
    asked = 0
    root.value?.querySelectorAll<HTMLTableElement>('table.table').forEach(labelCells)
  }
  // Labels are attributes and are not watched: what is written here asks for nothing anew.
  const watcher = new MutationObserver(() => (asked ||= requestAnimationFrame(label)))
  const follow = (): void => {
    watcher.disconnect()
    if (!narrow.matches || !root.value) return
    watcher.observe(root.value, { childList: true, characterData: true, subtree: true })
    label()
  }
  onMounted(() => {
    narrow.addEventListener('change', follow)
    follow()
  })
  onBeforeUnmount(() => {
    narrow.removeEventListener('change', follow)
    watcher.disconnect()
    cancelAnimationFrame(asked)
  })
}
