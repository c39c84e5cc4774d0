/** The stretch of time that a history shows, how it is zoomed, and in what pieces it is asked for. */

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
export const SHORTEST = 10 * MINUTE
export const LONGEST = 366 * DAY
/** Beyond this the single remarkable readings are not asked for. */
export const MARKS_WITHIN = 31 * DAY

const STEPS = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '10m': 10 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '3h': 3 * HOUR,
  '6h': 6 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
} as const
export type Step = keyof typeof STEPS
export const stepMs = (step: Step): number => STEPS[step]

/** Milliseconds since 1970; `end` is exclusive. */
export interface Stretch {
  start: number
  end: number
}

const MOST_RAW = 2_000
const MOST_BUCKETS = 720

/** Readings as they came where they fit on a screen, else the finest buckets that do: days for a year. */
export function piecesOf(span: number, expectedEveryS: number): Step | 'raw' {
  if (span / (expectedEveryS * 1000) <= MOST_RAW) return 'raw'
  for (const step of Object.keys(STEPS) as Step[]) {
    if (STEPS[step] >= expectedEveryS * 1000 && span / STEPS[step] <= MOST_BUCKETS) return step
  }
  return '1d'
}

/** The last `span` before `now`, of one look at the clock: of two it would grow with each beat of a live history. */
export const last = (span: number, now: number): Stretch => ({ start: now - span, end: now })

/** `factor` below 1 zooms in; `at` (0 … 1) is the place that stays where it is. Nothing later than `now` is shown. */
export function zoomed(from: Stretch, factor: number, at: number, now: number): Stretch {
  const span = from.end - from.start
  const next = Math.min(LONGEST, Math.max(SHORTEST, span * factor))
  const middle = from.start + span * at
  return held({ start: middle - next * at, end: middle + next * (1 - at) }, now)
}

/** Moves by a share of what is shown. */
export function moved(from: Stretch, share: number, now: number): Stretch {
  const by = (from.end - from.start) * share
  return held({ start: from.start + by, end: from.end + by }, now)
}

/** Two places (0 … 1) between which was dragged; too short a drag chooses nothing. */
export function brushed(from: Stretch, a: number, b: number): Stretch | null {
  const [low, high] = a < b ? [a, b] : [b, a]
  const span = from.end - from.start
  if (high - low < 0.01) return null
  const start = from.start + span * low
  const end = from.start + span * high
  if (end - start >= SHORTEST) return { start, end }
  const middle = (start + end) / 2
  return { start: middle - SHORTEST / 2, end: middle + SHORTEST / 2 }
}

function held(given: Stretch, now: number): Stretch {
  const over = given.end - now
  return over > 0 ? { start: given.start - over, end: now } : given
}
