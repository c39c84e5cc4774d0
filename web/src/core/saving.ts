import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

/** One act of a form: `busy` while it runs and not twice at once, what it was refused for in `problem`. */
export function useSaving() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function saving(act: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    problem.value = null
    try {
      await act()
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, saving }
}
