/** What the map pages show: outlines once, things every few seconds, alerts and events by facts. */
import { computed, type ComputedRef, type ShallowRef } from 'vue'
import { api } from '@/api'
import type { Alert, EventRow, FeatureCollection, PointReading } from '@/api/types'
import { formatNumber, formatShort, formatValue } from '../format'
import { language, says, t, word } from '../i18n'
import { useSnapshot, type Snapshot } from '../live'
import { may } from '../session'
import { alertPoints, eventPoints, pointFeature, type Box, type PointCollection } from './features'

export interface MapLayers {
  counties: ShallowRef<FeatureCollection | null>
  alerts: Snapshot<Alert[]>
  events: Snapshot<EventRow[]>
  thingPoints: ComputedRef<PointCollection>
  alertPoints: ComputedRef<PointCollection>
  eventPoints: ComputedRef<PointCollection>
}

export interface MapView extends MapLayers {
  refresh(): void
  /** The map shows another part of the world. */
  look(box: Box): void
}

export function useMapLayers(areaId: () => string | undefined, size = 200): MapView {
  const counties = useSnapshot(() => api.geometry('county'))
  /** Null while all things can be drawn one by one: then a moved map asks for nothing. */
  let box: Box | null = null
  const things = useSnapshot<FeatureCollection>(
    async () => (may('things.see') ? api.points(box) : { type: 'FeatureCollection', features: [] }),
    { on: ['sensing.'], every: 10_000 },
  )
  const alerts = useSnapshot<Alert[]>(
    async () =>
      may('alerts.see') ? (await api.alerts({ state: 'open', area: areaId(), size })).items : [],
    { on: ['rules.'] },
  )
  const events = useSnapshot<EventRow[]>(
    async () =>
      may('events.see') ? (await api.events({ state: 'open', area: areaId(), size })).items : [],
    { on: ['events.'] },
  )
  const thingPoints = computed<PointCollection>(() => ({
    type: 'FeatureCollection',
    features: (things.data.value?.features ?? []).flatMap((feature) => {
      const at = feature.geometry?.coordinates
      if (!Array.isArray(at)) return []
      const given = feature.properties
      if (typeof given.count === 'number') {
        const [count, silent] = [given.count, Number(given.silent)]
        return [
          pointFeature(Number(at[0]), Number(at[1]), {
            id: String(feature.id),
            kind: 'cell',
            name: t('cover.cell', { n: formatNumber(count) }),
            tone: String(given.state),
            note: t('cover.cellSilent', { n: formatNumber(silent) }),
            count,
          }),
        ]
      }
      const name = String((language.value === 'en' && given.name_en) || given.name || '')
      const latest = (given.latest as PointReading[] | undefined)?.find((one) => one.value !== null)
      const reading = latest
        ? `${formatValue(latest.value, latest.unit)} · ${formatShort(latest.observed_at)}`
        : word('thingState', String(given.state))
      return [
        pointFeature(Number(at[0]), Number(at[1]), {
          id: String(given.id ?? feature.id),
          kind: 'thing',
          name,
          tone: String(given.state ?? ''),
          note: reading,
        }),
      ]
    }),
  }))
  function look(view: Box): void {
    const inCells = things.data.value?.features.some((one) => typeof one.properties.count === 'number') ?? false
    if (!box && !inCells) return
    box = view
    void things.refresh()
  }
  return {
    look,
    counties: counties.data,
    alerts,
    events,
    thingPoints,
    alertPoints: computed(() => alertPoints(alerts.data.value ?? [], (alert) => says(alert, 'sentence'))),
    eventPoints: computed(() => eventPoints(events.data.value ?? [], (event) => says(event, 'title'))),
    refresh: () => {
      void alerts.refresh()
      void events.refresh()
    },
  }
}
