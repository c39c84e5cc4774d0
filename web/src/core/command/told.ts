import type { Unit } from '@/api/types'

/** What is said when a paper is given to units. */
export interface Told {
  lead: string
  co: Unit[]
  task: string
  days: number | null
  day: string | null
}

export const NOBODY: Told = { lead: '', co: [], task: '', days: 5, day: null }

export const bodyOf = (told: Told) => ({
  lead_unit: told.lead,
  co_units: told.co.map((one) => one.id),
  task: told.task,
  days: told.days,
  day: told.day,
})
