import { api } from '@/api'
import { boxOf, type Box } from './features'

/** The box of an area's own outline; null where it has none, or lies on a level that is never drawn. */
export async function boxOfArea(id: string): Promise<Box | null> {
  try {
    const area = await api.area(id)
    return boxOf(await api.geometry(area.level, area.id))
  } catch {
    return null
  }
}

/** The area a person belongs to, when it is smaller than the whole that the map shows anyway. */
export function ownArea(areaPath: string): string | null {
  const parts = areaPath.split('/').filter(Boolean)
  return parts.length > 2 ? (parts.at(-1) ?? null) : null
}
