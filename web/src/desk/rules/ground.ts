/** What sentences about rules need to know, read once for a page and again when it changes. */
import { computed, type ComputedRef } from 'vue'
import { api } from '@/api'
import type { RuleRow } from '@/api/types'
import { useSnapshot } from '@/core/live'
import { nowhere, type Ground } from '@/core/rules'
import { may } from '@/core/session'

export function useGround(): { ground: ComputedRef<Ground>; rules: ComputedRef<readonly RuleRow[]> } {
  const models = useSnapshot(async () => (may('things.see') ? await api.thingModels() : []), {
    on: ['sensing.thing_model_declared'],
  })
  const rules = useSnapshot(async () => (await api.rules({ size: 200 })).items, { on: ['rules.rule_declared'] })
  return {
    ground: computed(() =>
      models.data.value || rules.data.value
        ? { models: models.data.value ?? [], rules: (rules.data.value ?? []).map((row) => row.rule) }
        : nowhere,
    ),
    rules: computed(() => rules.data.value ?? []),
  }
}
