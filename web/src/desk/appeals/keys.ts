/** Keys of a page: one table from key to act, silent while a dialog is open. */
import { onMounted, onUnmounted } from 'vue'

/** `F2`, `Ctrl+Enter`, `Alt+KeyQ`: by the key's place, so that a Chinese input method changes nothing. */
export function nameOf(event: KeyboardEvent): string {
  const held = [event.ctrlKey || event.metaKey ? 'Ctrl+' : '', event.altKey ? 'Alt+' : '', event.shiftKey ? 'Shift+' : '']
  return held.join('') + (event.code === 'NumpadEnter' ? 'Enter' : event.code || event.key)
}

function dialogOpen(): boolean {
  return [...document.querySelectorAll('.el-overlay')].some((one) => one.checkVisibility?.() ?? true)
}

export function useKeys(acts: Record<string, () => void>): void {
  function hear(event: KeyboardEvent): void {
    // An input method that is composing takes Enter for itself.
    if (event.isComposing || dialogOpen()) return
    const act = acts[nameOf(event)]
    if (!act) return
    event.preventDefault()
    act()
  }
  onMounted(() => window.addEventListener('keydown', hear))
  onUnmounted(() => window.removeEventListener('keydown', hear))
}

/** Puts the focus on the first control inside what carries `data-key`. */
export function focusOn(name: string): void {
  const place = document.querySelector<HTMLElement>(`[data-key="${name}"]`)
  const control = place?.matches('input, textarea, select, button')
    ? place
    : (place?.querySelector<HTMLElement>('input:checked') ??
      place?.querySelector<HTMLElement>('input:not(:disabled), textarea, select, button'))
  control?.focus()
}
