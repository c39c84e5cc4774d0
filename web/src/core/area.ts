/**
 * The area chosen in the top bar. It stands in the address as `?area=<id>`, follows the person from page to page,
 * and narrows every list; it can never widen what the person may see.
 */
import { reactive, shallowRef } from 'vue'
import { api } from '@/api'
import { isChinese } from './i18n'
import { learning } from './learn'

export interface AreaNames {
  name?: string
  short_name?: string
  name_en?: string
}

export interface ChosenArea extends AreaNames {
  id: string
  name: string
  path: string
}

/** An area as this language calls it: in Chinese the way people say it, in English its English name where it has one. */
export function areaName(area: AreaNames | null | undefined): string {
  const chinese = area?.short_name || area?.name || ''
  return isChinese.value ? chinese : area?.name_en || chinese
}

/** A row that carries the name of its area, and where the area stands. */
export interface Placed {
  area_name?: string
  area_name_en?: string
  area_id?: string
  area_path?: string
}

export interface Called {
  name: string
  name_en: string
  path: string
}

const known = reactive(new Map<string, Called>())
const learn = learning(200, async (ids) => {
  for (const area of await api.areasById(ids)) known.set(area.id, { name: area.name, name_en: area.name_en ?? '', path: area.managed_path })
})

/** In English what a copied name says in Chinese: those along the path that it names, the nearest first. */
export function inEnglish(row: Placed, names: ReadonlyMap<string, Called>): string {
  const said: string[] = []
  let rest = row.area_name ?? ''
  for (const id of idsOf(row, names).reverse()) {
    const area = names.get(id)
    if (!area || !rest.endsWith(area.name)) continue
    rest = rest.slice(0, rest.length - area.name.length)
    said.push(area.name_en || area.name)
  }
  return rest ? (row.area_name ?? '') : said.join(', ')
}

function idsOf(row: Placed, names: ReadonlyMap<string, Called>): string[] {
  const path = row.area_path || names.get(row.area_id ?? '')?.path
  return path ? path.split('/').filter(Boolean) : row.area_id ? [row.area_id] : []
}

/** The area of a row: its own English name, else that of the area that its name was copied from. */
export function areaOf(row: Placed | null | undefined): string {
  if (!row?.area_name || isChinese.value) return row?.area_name ?? ''
  if (row.area_name_en) return row.area_name_en
  learn(idsOf(row, known))
  return inEnglish(row, known)
}

const KEY = 'yiwang.area'

function remembered(): ChosenArea | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as ChosenArea | null
  } catch {
    return null
  }
}

export const chosenArea = shallowRef<ChosenArea | null>(remembered())

export function chooseArea(area: ChosenArea | null): void {
  chosenArea.value = area
  try {
    if (area) sessionStorage.setItem(KEY, JSON.stringify(area))
    else sessionStorage.removeItem(KEY)
  } catch {
    // Without storage the choice lasts for this page.
  }
}

/** An address was opened that names an area: take it over, or drop it when the person may not see it. */
export async function followAddress(id: string): Promise<void> {
  if (chosenArea.value?.id === id) return
  try {
    const area = await api.area(id)
    chooseArea({ id: area.id, name: area.short_name || area.name, name_en: area.name_en, path: area.managed_path })
  } catch {
    chooseArea(null)
  }
}
