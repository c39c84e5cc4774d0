/**
 * The area chosen in the top bar. It stands in the address as `?area=<id>`, follows the person from page to page,
 * and narrows every list; it can never widen what the person may see.
 */
import { shallowRef } from 'vue'
import { api } from '@/api'
import { isChinese } from './i18n'

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

/** The area of a row that carries its names beside other things. */
export function areaOf(row: { area_name: string; area_name_en?: string }): string {
  return isChinese.value ? row.area_name : row.area_name_en || row.area_name
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
