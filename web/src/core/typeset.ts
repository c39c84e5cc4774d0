/** Chinese sentences that come with ASCII punctuation are set with the full-width marks of Chinese print. */
const HAN = '\\u3400-\\u9fff\\u3007'
const BEFORE = new RegExp(`(?<=[${HAN}）》”%\\d])([,;:])\\s*(?=[${HAN}（《“\\d]|自|至)`, 'g')
const AFTER_HAN = new RegExp(`(?<=[${HAN}）》”])([,;:!?])\\s*`, 'g')
const MARKS: Record<string, string> = { ',': '，', ';': '；', ':': '：', '!': '！', '?': '？' }
const full = (_: string, mark: string): string => MARKS[mark] ?? mark

export function typeset(text: string): string {
  if (!/[\u3400-\u9fff]/.test(text)) return text
  return text
    .replace(new RegExp(`\\((?=[^()]*[${HAN}])([^()]*)\\)`, 'g'), '（$1）')
    .replace(new RegExp(`(?<=[${HAN}）])\\(([^()]*)\\)`, 'g'), '（$1）')
    .replace(AFTER_HAN, full)
    .replace(BEFORE, (whole, mark: string, at: number, all: string) =>
      // A colon between digits is a time of day, a comma between digits groups thousands.
      /\d/.test(all[at - 1] ?? '') && /\d/.test(all[at + whole.length] ?? '') ? whole : full(whole, mark),
    )
}
