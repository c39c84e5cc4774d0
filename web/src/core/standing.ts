/** What every page stands under: the mode of the area looked at, and whether a demonstration is on screen. */
import { computed, watch, type ComputedRef } from 'vue'
import { api } from '@/api'
import type { Standing } from '@/api/types'
import { chosenArea } from './area'
import { useSnapshot } from './live'

export function useStanding(): ComputedRef<Standing | null> {
  const standing = useSnapshot(() => api.standing(chosenArea.value?.id), {
    on: ['sensing.', 'cases.opened', 'cases.closed'],
    every: 60_000,
  })
  watch(chosenArea, () => void standing.refresh())
  return computed(() => standing.data.value)
}
