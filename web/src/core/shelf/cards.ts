/** The topics of a reader, narrowed by what stands in the address. */
import { computed } from 'vue'
import { shelf, type TopicCard } from '@/api/shelf'
import { useFilters } from '@/core/filters'
import { useSnapshot } from '@/core/live'

export const LIGHTS = ['sensed', 'seen', 'controlled', 'governed'] as const
const DEFAULTS = { q: '', domain: '', lacking: '', faulty: '' }

export function narrowed(cards: readonly TopicCard[], by: Record<keyof typeof DEFAULTS, string>): TopicCard[] {
  const wanted = by.q.trim().toLowerCase()
  return cards.filter(({ number, found }) => {
    const words = [number, found.name_zh, found.name_en, found.lead_unit_name, found.operator_name, ...found.co_unit_names]
    return (
      (!wanted || words.some((one) => one.toLowerCase().includes(wanted))) &&
      (!by.domain || found.domain === by.domain) &&
      (!by.lacking || found.lights.some((one) => one.code === by.lacking && one.state !== 'on')) &&
      (!by.faulty || found.state === 'faulty')
    )
  })
}

export function useShelf() {
  const read = useSnapshot(() => shelf.list(), { on: ['packs.', 'shelf.'], every: 60_000 })
  const { values, set, clear } = useFilters(DEFAULTS)
  const all = computed(() => read.data.value?.items ?? [])
  const rows = computed(() => narrowed(all.value, values.value))
  const domains = computed(() => [...new Set(all.value.map((one) => one.found.domain).filter(Boolean))].sort())
  return { read, values, set, clear, all, rows, domains }
}
