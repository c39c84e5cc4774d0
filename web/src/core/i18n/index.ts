import {
  compile,
  createCoreContext,
  registerMessageCompiler,
  registerMessageResolver,
  resolveValue,
  translate,
  type LocaleMessage,
} from '@intlify/core-base'
import { computed, ref, shallowRef } from 'vue'
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

/** Of the library its core alone: its plugin for Vue, of which nothing else was used, weighed a tenth of a phone's page. */
registerMessageCompiler(compile)
registerMessageResolver(resolveValue)
const spoken = shallowRef(coreOf('zh', {}))

function coreOf(locale: Language, messages: object) {
  return createCoreContext({
    locale,
    fallbackLocale: false,
    missingWarn: import.meta.env.DEV,
    fallbackWarn: false,
    messages: { [locale]: messages } as Record<string, LocaleMessage>,
  })
}

/** From here on every word is one of these. */
export function speak(locale: Language, messages: Messages): void {
  spoken.value = coreOf(locale, messages)
}

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  zh: () => import('./zh'),
  en: () => import('./en'),
}

export async function setLanguage(next: Language): Promise<void> {
  const { default: messages } = await loaders[next]()
  speak(next, messages)
  language.value = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem(KEY, next)
  } catch {
    // Private windows may refuse storage; the choice then lasts for this page only.
  }
}

export const t = (key: string, named: Record<string, unknown> = {}): string => String(translate(spoken.value, key, named))

/** Whether there is a word under this key. */
export function has(key: string): boolean {
  const { locale, messages } = spoken.value
  return typeof resolveValue(messages[String(locale)], key) === 'string'
}

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
  return has(key) ? t(key) : code
}
