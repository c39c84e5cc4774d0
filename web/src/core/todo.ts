import { computed, type ComputedRef } from 'vue'
import { api } from '@/api'
import { instructions } from '@/api/instructions'
import { useSnapshot } from './live'
import { may } from './session'

/** How many papers (批示件) wait for this person. */
export function usePapers(): ComputedRef<number> {
  if (!may('command.see')) return computed(() => 0)
  const mine = useSnapshot(() => instructions.list({ mine: true, state: 'open', size: 1 }), { on: ['command.'] })
  return computed(() => mine.data.value?.total ?? 0)
}

/** How many open cases wait for this person's unit: the number in the top bar. */
export function useTodo(): ComputedRef<number> {
  if (!may('cases.see')) return computed(() => 0)
  const mine = useSnapshot(() => api.cases({ mine: true, state: 'open', size: 1 }), { on: ['cases.'] })
  return computed(() => mine.data.value?.total ?? 0)
}
