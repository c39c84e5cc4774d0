/** A short word at the bottom of the phone. Our own: the component library's is a dialog without a name. */
let shown: HTMLElement | null = null
let timer: ReturnType<typeof setTimeout> | null = null

export function showToast(text: string): void {
  shown?.remove()
  if (timer) clearTimeout(timer)
  shown = document.createElement('p')
  shown.className = 'phone-toast'
  shown.setAttribute('role', 'status')
  shown.textContent = text
  document.body.append(shown)
  timer = setTimeout(() => shown?.remove(), 2500)
}
