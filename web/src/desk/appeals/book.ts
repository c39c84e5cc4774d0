/** The words that a city edits as data: reasons for declining, channels to transfer to. Read once a tab. */
import { shallowRef } from 'vue'
import { appeals, type Book, type BookWord } from '@/api/appeals'
import { language } from '@/core/i18n'

const book = shallowRef<Pick<Book, 'decline_reasons' | 'transfer_targets'>>({ decline_reasons: [], transfer_targets: [] })
let asked: Promise<void> | null = null

export function useBook() {
  asked ??= appeals.words().then(
    (found) => void (book.value = found),
    () => void (asked = null),
  )
  return book
}

export const wordOf = (one: BookWord) => (language.value === 'en' ? one.en : one.zh)
