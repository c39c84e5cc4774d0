/**
 * What every list desk is: filters in the address, a page of rows within the chosen area, kept fresh by facts.
 * A desk says what it reads and by what it may be narrowed; `ListDesk.vue` draws the rest.
 */
import { computed, watch, type ComputedRef, type Ref } from 'vue'
import type { Filters } from '@/api/http'
import type { Page } from '@/api/types'
import { chosenArea } from '@/core/area'
import { useFilters } from '@/core/filters'
import { useSnapshot, type Snapshot } from '@/core/live'

/** One filter that is chosen from words: its name in the address, its label, and the group of its codes. */
export interface Choice {
  name: string
  label: string
  group: string
  codes: readonly string[]
  /** Names of the codes where no group of words knows them all; they come with the codes then. */
  names?: Readonly<Ref<Readonly<Record<string, string>>>>
}

export interface ListOptions<Row> {
  read(filters: Filters): Promise<Page<Row>>
  /** Fact types after which the list is read again, as `useSnapshot` takes them. */
  on: readonly string[]
  every?: number
  choices: readonly Choice[]
  /** What else an address may narrow by, without a box of its own. */
  more?: readonly string[]
}

export interface DeskList<Row> {
  choices: readonly Choice[]
  values: ComputedRef<Record<string, string>>
  /** The filters as the server takes them, page and area included. */
  filters: ComputedRef<Filters>
  page: Snapshot<Page<Row>>
  rows: ComputedRef<Row[]>
  set(change: Record<string, string>): void
  clear(): void
}

const SIZE = 50

export function useDeskList<Row>(options: ListOptions<Row>): DeskList<Row> {
  const names = [...options.choices.map((choice) => choice.name), ...(options.more ?? []), 'q']
  const defaults: Record<string, string> = { ...Object.fromEntries(names.map((name) => [name, ''])), page: '1' }
  const { values, set, clear } = useFilters(defaults)
  const filters = computed<Filters>(() => ({
    ...values.value,
    area: chosenArea.value?.id,
    page: Number(values.value.page),
  }))
  const page = useSnapshot(() => options.read({ ...filters.value, size: SIZE }), {
    on: options.on,
    every: options.every,
  })
  watch(filters, () => void page.refresh())
  return {
    choices: options.choices,
    values,
    filters,
    page,
    rows: computed(() => page.data.value?.items ?? []),
    set,
    clear,
  }
}
