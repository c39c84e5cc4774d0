import { createI18n } from 'vue-i18n'
import { computed, ref } from 'vue'
import type { Messages } from './zh'

export type Language = 'zh' | 'en'

const KEY = 'yiwang.language'

function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh'
  }
}

export const language = ref<Language>(remembered())

export const i18n = createI18n({
  legacy: false,
  locale: language.value,
  fallbackLocale: false,
  missingWarn: import.meta.env.DEV,
  fallbackWarn: false,
  messages: {} as Record<Language, Messages>,
})

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  zh: () => import('./zh'),
  en: () => import('./en'),
}

export async function setLanguage(next: Language): Promise<void> {
  const { default: messages } = await loaders[next]()
  i18n.global.setLocaleMessage(next, messages)
  i18n.global.locale.value = next
  language.value = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // Private windows may refuse storage; the choice then lasts for this page only.
  }
}

export const t = (key: string, named?: Record<string, unknown>): string =>
  named ? i18n.global.t(key, named) : i18n.global.t(key)

export const isChinese = computed(() => language.value === 'zh')

/** A sentence that the server gives in both languages as `<field>_zh` and `<field>_en`. */
export function says(source: object | null | undefined, field: string): string {
  if (!source) return ''
  const record = source as Record<string, unknown>
  const [first, second] = isChinese.value ? ['zh', 'en'] : ['en', 'zh']
  return String(record[`${field}_${first}`] || record[`${field}_${second}`] || '')
}

/** The word for a code such as a stage or a severity; an unknown code shows itself rather than nothing. */
export function word(group: string, code: string | null | undefined): string {
  if (!code) return '—'
  const key = `${group}.${code}`
  return i18n.global.te(key) ? i18n.global.t(key) : code
}
