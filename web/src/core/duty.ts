import { api } from '@/api'
import type { DutyDesk } from '@/api/types'
import { subject } from './session'

/** The duty desk asked for, else the one I am on shift at, else the first of the roster. */
export async function dutyNow(desk = ''): Promise<DutyDesk | null> {
  let wanted = desk
  if (!wanted) {
    const roster = await api.shifts()
    const mine = roster.find((shift) => shift.id === subject.value?.on_shift || shift.officer.id === subject.value?.user_id)
    wanted = (mine ?? roster.find((shift) => shift.state === 'open') ?? roster[0])?.desk ?? ''
  }
  return wanted ? api.duty(wanted) : null
}
