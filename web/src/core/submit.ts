import { api } from '@/api'
import { ProblemError } from '@/api/problem'
import type { Case } from '@/api/types'

/**
 * Acts on a case as the person saw it. A machine may have moved the version meanwhile (the reading became normal while
 * photos were going up): where the stage is the same and the act still open, it is sent once more on the new version.
 * Where a person has moved the case on, the conflict is shown.
 */
export async function actAsSeen(id: string, act: string, body: object, stage: string): Promise<Case> {
  try {
    return await api.act(id, act, body)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 409) throw error
    const fresh = await api.case(id)
    if (fresh.row.stage !== stage || !fresh.allowed.includes(act)) throw error
    return api.act(id, act, { ...body, version: fresh.row.version })
  }
}
