/**
 * Where the parts of a board stand. A board holds no coordinates: each screen packs the same parts, in their order,
 * into as many columns as it has, and lets them grow into what is left free beside and below them.
 */
export interface Sized {
  id: string
  width: number
  height: number
}

export interface Placed {
  id: string
  column: number
  row: number
  width: number
  height: number
}

export interface Packed {
  rows: number
  places: Placed[]
}

export function pack(parts: readonly Sized[], columns: number): Packed {
  const taken: boolean[][] = []
  const free = (row: number, column: number, width: number, height: number): boolean => {
    if (column < 0 || column + width > columns) return false
    for (let y = row; y < row + height; y++)
      for (let x = column; x < column + width; x++) if (taken[y]?.[x]) return false
    return true
  }
  const take = (one: Placed): void => {
    for (let y = one.row; y < one.row + one.height; y++)
      for (let x = one.column; x < one.column + one.width; x++) (taken[y] ??= [])[x] = true
  }
  const places: Placed[] = []
  for (const part of parts) {
    const width = Math.min(part.width, columns)
    let row = 0
    let column = 0
    while (!free(row, column, width, part.height)) {
      column += 1
      if (column + width > columns) {
        column = 0
        row += 1
      }
    }
    const one = { id: part.id, column, row, width, height: part.height }
    take(one)
    places.push(one)
  }
  const rows = places.reduce((most, one) => Math.max(most, one.row + one.height), 0)
  // Nothing stays empty where a neighbour can use it: to the right first, then downwards.
  for (const one of places) {
    while (free(one.row, one.column + one.width, 1, one.height)) {
      one.width += 1
      take(one)
    }
  }
  for (const one of places) {
    while (one.row + one.height < rows && free(one.row + one.height, one.column, one.width, 1)) {
      one.height += 1
      take(one)
    }
  }
  return { rows, places }
}
