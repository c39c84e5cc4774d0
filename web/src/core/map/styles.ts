import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { SEVERITY_COLOURS } from '../ui/tones'
import { CELL_PX } from './spaced'

const EMPTY = { type: 'FeatureCollection' as const, features: [] }
const FONT = ['sans']

const PALETTE = {
  light: {
    sea: '#dfe9f3',
    land: '#fbfcfd',
    edge: '#9fb0c3',
    town: '#c3cedb',
    label: '#3d4d5f',
    halo: '#ffffff',
    quiet: '#6c7d8f',
  },
  dark: {
    sea: '#061427',
    land: '#0e2c50',
    edge: '#4fc3ff',
    town: '#24517f',
    label: '#cfe6fb',
    halo: '#06182d',
    quiet: '#7f9dbc',
  },
} as const

/** On the wall a label grows with the map, as everything there grows with the screen: 15 px on 1000. */
const wallLabel = (height: number): number => Math.max(12, Math.round(height * 0.015))

const toned = (fallback: string): unknown => [
  'match',
  ['get', 'tone'],
  ...Object.entries(SEVERITY_COLOURS).flat(),
  fallback,
]

function ground(dark: boolean, height: number): LayerSpecification[] {
  const p = dark ? PALETTE.dark : PALETTE.light
  const layers: LayerSpecification[] = [{ id: 'sea', type: 'background', paint: { 'background-color': p.sea } }]
  if (dark) {
    // The slab: the same shapes pushed down four times, darkest first.
    for (const [index, colour] of ['#04101f', '#06182e', '#082140', '#0a2a50'].entries()) {
      layers.push({
        id: `slab-${index}`,
        type: 'fill',
        source: 'counties',
        paint: { 'fill-color': colour, 'fill-translate': [0, 14 - index * 3.5], 'fill-translate-anchor': 'viewport' },
      })
    }
    layers.push({
      id: 'glow',
      type: 'line',
      source: 'counties',
      paint: { 'line-color': '#2aa8ff', 'line-width': 9, 'line-blur': 9, 'line-opacity': 0.55 },
    })
  }
  layers.push(
    { id: 'land', type: 'fill', source: 'counties', paint: { 'fill-color': p.land, 'fill-opacity': dark ? 0.94 : 1 } },
    {
      id: 'towns-edge',
      type: 'line',
      source: 'towns',
      minzoom: dark ? 24 : 0,
      paint: { 'line-color': p.town, 'line-width': 0.8, 'line-dasharray': [3, 2] },
    },
    {
      id: 'counties-edge',
      type: 'line',
      source: 'counties',
      paint: { 'line-color': p.edge, 'line-width': dark ? 1.4 : 1.1 },
    },
    {
      id: 'towns-name',
      type: 'symbol',
      source: 'town-names',
      minzoom: dark ? 24 : 10.5,
      layout: { 'text-field': ['get', 'name'], 'text-font': FONT, 'text-size': 11 },
      paint: { 'text-color': p.quiet, 'text-halo-color': p.halo, 'text-halo-width': 1.2 },
    },
    {
      id: 'counties-name',
      type: 'symbol',
      source: 'county-names',
      maxzoom: dark ? 24 : 13,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': FONT,
        'text-size': dark ? wallLabel(height) : 13,
        'text-letter-spacing': 0.08,
        'text-allow-overlap': dark,
      },
      paint: { 'text-color': p.label, 'text-halo-color': p.halo, 'text-halo-width': 1.6 },
    },
  )
  return layers
}

/** A thing is as large as said; a cell by how many stand in it. */
function sized(alone: number): ExpressionSpecification {
  return ['case', ['has', 'count'], ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, CELL_PX.least, CELL_PX.mostAt, CELL_PX.most], alone]
}

function points(dark: boolean): LayerSpecification[] {
  const ring = dark ? '#06182d' : '#ffffff'
  return [
    {
      id: 'things',
      type: 'circle',
      source: 'things',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 8, sized(3), 12, sized(5.5)],
        'circle-opacity': ['case', ['has', 'count'], 0.75, 1],
        'circle-color': ['match', ['get', 'tone'], 'online', dark ? '#37d29a' : '#1f9254', 'silent', '#e06a10', '#8694a3'],
        'circle-stroke-color': ring,
        'circle-stroke-width': 1.2,
      },
    },
    {
      id: 'things-label',
      type: 'symbol',
      source: 'things',
      filter: ['has', 'label'],
      // Where two numbers are in each other's way, the larger stands.
      layout: {
        'text-field': ['get', 'label'],
        'text-font': FONT,
        'text-size': 11,
        'text-padding': 0,
        'symbol-sort-key': ['-', 0, ['get', 'count']],
      },
      paint: { 'text-color': '#ffffff', 'text-halo-color': '#0f5f37', 'text-halo-width': 0.9 },
    },
    {
      id: 'events',
      type: 'symbol',
      source: 'events',
      layout: {
        'icon-image': ['concat', 'event-', ['get', 'tone']],
        'icon-allow-overlap': true,
        'icon-anchor': 'bottom',
        'icon-size': 1,
      },
    },
    {
      id: 'alerts-ring',
      type: 'circle',
      source: 'alerts',
      paint: {
        'circle-radius': 17,
        'circle-color': toned('#d4271f') as string,
        'circle-opacity': dark ? 0.28 : 0.18,
        'circle-stroke-width': 1.2,
        'circle-stroke-color': toned('#d4271f') as string,
        'circle-stroke-opacity': 0.7,
      },
    },
    {
      id: 'alerts',
      type: 'symbol',
      source: 'alerts',
      layout: { 'icon-image': ['concat', 'alert-', ['get', 'tone']], 'icon-allow-overlap': true },
    },
  ]
}

/** `height` of the map in px, for what must be read from afar. */
export function mapStyle(dark: boolean, height: number): StyleSpecification {
  const source = () => ({ type: 'geojson' as const, data: EMPTY })
  const live = () => ({ type: 'geojson' as const, data: EMPTY })
  return {
    version: 8,
    sources: {
      counties: source(),
      towns: source(),
      'county-names': source(),
      'town-names': source(),
      things: live(),
      events: live(),
      alerts: live(),
    },
    layers: [...ground(dark, height), ...points(dark)],
  }
}

/** Marks drawn on a canvas: a triangle for an alert, a pin for an event, one for every severity. */
export function markImages(ratio: number): { name: string; data: ImageData }[] {
  const images: { name: string; data: ImageData }[] = []
  for (const [tone, colour] of Object.entries(SEVERITY_COLOURS)) {
    images.push({ name: `alert-${tone}`, data: drawn(22, 22, ratio, (pen) => triangle(pen, colour)) })
    images.push({ name: `event-${tone}`, data: drawn(22, 28, ratio, (pen) => pin(pen, colour)) })
  }
  return images
}

function drawn(width: number, height: number, ratio: number, draw: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = width * ratio
  canvas.height = height * ratio
  const pen = canvas.getContext('2d')
  if (!pen) return new ImageData(1, 1)
  pen.scale(ratio, ratio)
  draw(pen)
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

function triangle(pen: CanvasRenderingContext2D, colour: string): void {
  pen.beginPath()
  pen.moveTo(11, 2)
  pen.lineTo(20.5, 19)
  pen.lineTo(1.5, 19)
  pen.closePath()
  pen.lineJoin = 'round'
  pen.lineWidth = 3
  pen.strokeStyle = '#fff'
  pen.stroke()
  pen.fillStyle = colour
  pen.fill()
  pen.fillStyle = '#fff'
  pen.fillRect(10, 8, 2, 5.5)
  pen.fillRect(10, 15, 2, 2)
}

function pin(pen: CanvasRenderingContext2D, colour: string): void {
  pen.beginPath()
  pen.arc(11, 10.5, 8.5, Math.PI * 0.85, Math.PI * 0.15)
  pen.lineTo(11, 26)
  pen.closePath()
  pen.lineWidth = 2.5
  pen.strokeStyle = '#fff'
  pen.stroke()
  pen.fillStyle = colour
  pen.fill()
  pen.beginPath()
  pen.arc(11, 10.5, 3.4, 0, Math.PI * 2)
  pen.fillStyle = '#fff'
  pen.fill()
}
