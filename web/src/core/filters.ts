import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

export type FilterValues<K extends string> = Record<K, string>

/** The filters that a query string holds, with their defaults; arrays count by their first value. */
export function readFilters<K extends string>(query: LocationQuery, defaults: FilterValues<K>): FilterValues<K> {
  const values = { ...defaults }
  for (const key of Object.keys(defaults) as K[]) {
    const given = query[key]
    const first = Array.isArray(given) ? given[0] : given
    if (typeof first === 'string') values[key] = first
  }
  return values
}

/** A query string with only what differs from the defaults, so that a plain list has a plain address. */
export function writeFilters<K extends string>(
  values: FilterValues<K>,
  defaults: FilterValues<K>,
): Record<string, string> {
  const query: Record<string, string> = {}
  for (const key of Object.keys(defaults) as K[]) {
    if (values[key] !== defaults[key]) query[key] = values[key]
  }
  return query
}

/** List filters live in the URL: a copied address shows the same list. Another filter starts at page 1 again. */
export function useFilters<K extends string>(
  defaults: FilterValues<K>,
): { values: WritableComputedRef<FilterValues<K>>; set(change: Partial<FilterValues<K>>): void; clear(): void } {
  const route = useRoute()
  const router = useRouter()
  const values = computed<FilterValues<K>>({
    get: () => readFilters(route.query, defaults),
    set: (next) => void router.replace({ query: writeFilters(next, defaults) }),
  })
  function set(change: Partial<FilterValues<K>>): void {
    const next = { ...values.value, ...change }
    if ('page' in defaults && !('page' in change)) {
      const paged = next as Record<string, string>
      paged.page = (defaults as Record<string, string>).page ?? '1'
    }
    values.value = next
  }
  return { values, set, clear: () => (values.value = { ...defaults }) }
}
