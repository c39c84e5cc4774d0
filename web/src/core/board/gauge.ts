/** The scale of a gauge and what lies on it: bands of the thresholds, and where value and target stand. */
import type { Cell, Indicator } from './values'

export interface Band {
  level: 'good' | 'watch' | 'bad'
  /** Shares of the scale. */
  from: number
  to: number
}

export interface Scale {
  low: number
  high: number
  bands: Band[]
  at(value: number): number
}

type Held = Pick<Cell, 'value' | 'target' | 'good' | 'watch'>

/** The next round number: 1, 2, 2.5 or 5 and noughts. */
export function roundUp(value: number): number {
  if (value <= 0) return 0
  const whole = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 2.5, 5, 10].find((step) => step * whole >= value * (1 - 1e-9)) ?? 10) * whole
}

/** The scale of a value: a share of one hundred, else as far as value, target and thresholds reach; null where nothing says how far. */
export function scaleOf(cell: Held | undefined, indicator: Pick<Indicator, 'unit' | 'direction'>): Scale | null {
  const bounds = [cell?.target, cell?.good, cell?.watch].filter((one): one is number => typeof one === 'number')
  const percent = indicator.unit === '%'
  if (!bounds.length && !percent) return null
  const all = [...bounds, ...(typeof cell?.value === 'number' ? [cell.value] : [])]
  const top = Math.max(0, ...all)
  const least = Math.min(0, ...all)
  const low = least < 0 ? -roundUp(-least) : 0
  // A share that is held against small numbers, as growth is, would stand at the foot of one hundred.
  const whole = percent && top <= 100 && (!bounds.length || top > 40)
  const high = whole ? 100 : roundUp(top * 1.15) || 1
  const at = (value: number) => Math.max(0, Math.min(1, (value - low) / (high - low)))
  return { low, high, bands: bandsOf(cell, indicator.direction, at), at }
}

function bandsOf(cell: Held | undefined, direction: string, at: (value: number) => number): Band[] {
  if (typeof cell?.good !== 'number' || typeof cell.watch !== 'number' || direction === 'none') return []
  const [good, watch] = [at(cell.good), at(cell.watch)]
  const bands: Band[] =
    direction === 'up'
      ? [
          { level: 'bad', from: 0, to: watch },
          { level: 'watch', from: watch, to: good },
          { level: 'good', from: good, to: 1 },
        ]
      : [
          { level: 'good', from: 0, to: good },
          { level: 'watch', from: good, to: watch },
          { level: 'bad', from: watch, to: 1 },
        ]
  return bands.filter((one) => one.to > one.from)
}
