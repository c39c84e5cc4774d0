/** Thing models by code, read once a tab: a kind has no name of its own, its models' names say what it is. */
import { computed, shallowRef } from 'vue'
import { api } from '@/api'
import type { ThingModel } from '@/api/types'
import { language } from './i18n'

const models = shallowRef<readonly ThingModel[]>([])
let asked: Promise<void> | null = null

export function useModels() {
  asked ??= api.thingModels().then(
    (found) => void (models.value = found),
    () => void (asked = null),
  )
  const kinds = computed(() => [...new Set(models.value.map((one) => one.kind))].sort())
  return { models, kinds, nameOf, kindName }
}

function nameOf(model: ThingModel): string {
  return language.value === 'en' && model.name_en ? model.name_en : model.name
}

function kindName(kind: string): string {
  const found = models.value.filter((one) => one.kind === kind).map(nameOf)
  return found.length ? found.slice(0, 2).join(language.value === 'zh' ? '、' : ', ') : kind
}
