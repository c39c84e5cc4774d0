/** Points on the map as GeoJSON, and the smallest change from one set of them to the next. */
import type { Alert, EventRow, FeatureCollection } from '@/api/types'

export interface PointProperties {
  id: string
  /** A cell stands for many things, where there are too many to draw. */
  kind: 'thing' | 'cell' | 'alert' | 'event'
  name: string
  tone: string
  note: string
  /** How many things a cell stands for. */
  count?: number
  /** What is written on the point. */
  label?: string
}

export interface PointFeature {
  type: 'Feature'
  id: string
  geometry: { type: 'Point'; coordinates: [number, number] }
  properties: PointProperties
}

export interface PointCollection {
  type: 'FeatureCollection'
  features: PointFeature[]
}

export function pointFeature(lon: number, lat: number, properties: PointProperties): PointFeature {
  return {
    type: 'Feature',
    id: `${properties.kind}/${properties.id}`,
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties,
  }
}

type Placed = { lon: number | null; lat: number | null }
const isPlaced = <T extends Placed>(row: T): row is T & { lon: number; lat: number } =>
  row.lon !== null && row.lat !== null

export function alertPoints(alerts: readonly Alert[], sentence: (alert: Alert) => string): PointCollection {
  return {
    type: 'FeatureCollection',
    features: alerts.filter(isPlaced).map((alert) =>
      pointFeature(alert.lon, alert.lat, {
        id: alert.id,
        kind: 'alert',
        name: alert.thing_name,
        tone: alert.severity,
        note: sentence(alert),
      }),
    ),
  }
}

export function eventPoints(events: readonly EventRow[], title: (event: EventRow) => string): PointCollection {
  return {
    type: 'FeatureCollection',
    features: events
      .filter((event) => event.kind !== 'process')
      .filter(isPlaced)
      .map((event) =>
        pointFeature(event.lon, event.lat, {
          id: event.id,
          kind: 'event',
          name: title(event),
          tone: event.severity,
          note: event.area_name,
        }),
      ),
  }
}

export interface FeatureDiff {
  remove: string[]
  add: PointFeature[]
}

/** What has to be added (new or changed) and removed; null when nothing changed, so that an idle map draws nothing. */
export function diffFeatures(old: readonly PointFeature[], fresh: readonly PointFeature[]): FeatureDiff | null {
  const before = new Map(old.map((feature) => [feature.id, JSON.stringify(feature)]))
  const add: PointFeature[] = []
  const seen = new Set<string>()
  for (const feature of fresh) {
    seen.add(feature.id)
    if (before.get(feature.id) !== JSON.stringify(feature)) add.push(feature)
  }
  const remove = [...before.keys()].filter((id) => !seen.has(id))
  return add.length || remove.length ? { remove, add } : null
}

export type Box = [west: number, south: number, east: number, north: number]

/** The box around all coordinates of a collection; null when it holds none. */
export function boxOf(collection: FeatureCollection): Box | null {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return
    if (typeof part[0] === 'number' && typeof part[1] === 'number') {
      box[0] = Math.min(box[0], part[0])
      box[1] = Math.min(box[1], part[1])
      box[2] = Math.max(box[2], part[0])
      box[3] = Math.max(box[3], part[1])
      return
    }
    for (const each of part) visit(each)
  }
  for (const feature of collection.features) visit(feature.geometry?.coordinates)
  return Number.isFinite(box[0]) ? box : null
}
