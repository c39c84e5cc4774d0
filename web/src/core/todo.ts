import { computed, type ComputedRef } from 'vue'
import { api } from '@/api'
import { useSnapshot } from './live'
import { may } from './session'

/** How many open cases wait for this person's unit: the number in the top bar. */
export function useTodo(): ComputedRef<number> {
  if (!may('cases.see')) return computed(() => 0)
  const mine = useSnapshot(() => api.cases({ mine: true, state: 'open', size: 1 }), { on: ['cases.'] })
  return computed(() => mine.data.value?.total ?? 0)
}
