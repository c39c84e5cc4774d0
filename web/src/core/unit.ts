/**
 * Units of government as this language calls them. Rows carry a unit's Chinese name, often as it was on a day long
 * past: its English is looked up by that name, long or short. What has none keeps the Chinese one.
 */
import { reactive } from 'vue'
import { api } from '@/api'
import { isChinese } from './i18n'
import { learning } from './learn'

const known = reactive(new Map<string, string>())
// Chinese letters are long in an address.
const learn = learning(20, async (names) => {
  for (const unit of (await api.units({ names: names.join(','), size: 200 })).items) {
    if (!unit.name_en) continue
    known.set(unit.name, unit.name_en)
    if (!known.has(unit.short_name)) known.set(unit.short_name, unit.name_en)
  }
})

/** The name of a unit: in English its English name where it has one. */
export function unitCalled(name: string | null | undefined): string {
  if (!name || isChinese.value || !HAN.test(name)) return name ?? ''
  learn([name])
  return known.get(name) ?? name
}

const HAN = /\p{Script=Han}/u
/** The language of a name that stays Chinese on an English page, so that it is read aloud as such. */
export function langOf(said: string): 'zh' | undefined {
  return !isChinese.value && HAN.test(said) ? 'zh' : undefined
}
