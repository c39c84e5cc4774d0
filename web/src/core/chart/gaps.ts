/** Where a device was silent the line is broken: a straight stroke over a gap would claim readings nobody took. */
export type Point = [at: number, value: number | null]

const LEAST_GAP_MS = 120_000

export function withGaps(points: (number | null)[][]): Point[] {
  const given = points as Point[]
  const steps = given
    .slice(1)
    .map((point, index) => point[0] - (given[index]?.[0] ?? 0))
    .sort((a, b) => a - b)
  const usual = steps[Math.floor(steps.length / 2)] ?? 0
  const most = Math.max(LEAST_GAP_MS, usual * 5)
  return given.flatMap((point, index): Point[] => {
    const before = given[index - 1]
    return before && point[0] - before[0] > most ? [[before[0] + 1, null], point] : [point]
  })
}
