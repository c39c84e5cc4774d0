/** Filling in figures, the same at a desk and on a phone: the month, what was typed, what was refused and where. */
import { computed, reactive, ref, watch, type Ref } from 'vue'
import { filling, type CellFault, type FigurePeriod, type FigureRow } from '@/api/filling'
import { asProblem, type Problem } from '@/api/problem'
import { formatDate } from './format'
import { t } from './i18n'
import { useSnapshot } from './live'

export interface Typed {
  value: string
  ago: string
  note: string
}

/** The last day of the month so many months from the one that `day` lies in. */
export function monthFrom(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months + 1, 0)).toISOString().slice(0, 10)
}

/** The month that ended last. */
export const lastMonth = (): string => monthFrom(formatDate(Date.now()), -1)

export function monthWord(day: string): string {
  const [year, month] = day.split('-').map(Number)
  return t('filling.monthOf', { year, month })
}

/** `2026年1—10月累计`, `2026年10月`. */
export function periodWord(period: FigurePeriod): string {
  const [year, last] = period.last.split('-').map(Number)
  const first = Number(period.first.split('-')[1])
  const span = first === last ? t('filling.monthOf', { year, month: last }) : t('filling.span', { year, first, last })
  return period.kind === 'to_date' ? t('filling.toDate', { period: span }) : span
}

const digits = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))

export function useFilling(on: Ref<string>) {
  const found = useSnapshot(() => filling.mine(on.value), { on: ['indicators.'] })
  const typed = reactive<Record<string, Typed>>({})
  const problems = reactive<Record<string, Problem>>({})
  const busy = ref(false)
  const rows = computed(() => found.data.value ?? [])
  watch(on, () => {
    found.data.value = null
    void found.refresh()
  })

  const kept = (row: FigureRow): Typed => ({
    value: digits(row.value),
    ago: row.asks_last_year ? digits(row.last_year) : '',
    note: row.note,
  })
  const of = (row: FigureRow): Typed => typed[row.id] ?? kept(row)
  const open = (row: FigureRow) => row.allowed.includes('fill')
  function changed(row: FigureRow): boolean {
    const [said, was] = [of(row), kept(row)]
    return open(row) && (said.value !== was.value || said.ago !== was.ago || said.note !== was.note)
  }
  function type(row: FigureRow, field: keyof Typed, text: string): void {
    typed[row.id] = { ...of(row), [field]: text }
    delete problems[row.id]
  }
  /** What is wrong with a field of a row; `本期数` and `上年同期` are the names that the server gives them. */
  function faultsOf(row: FigureRow, cell: string): CellFault[] {
    const told = ((problems[row.id]?.faults ?? []) as CellFault[]).filter((fault) => fault.cell === cell)
    return told.length ? told : row.returned_cells.filter((fault) => fault.cell === cell)
  }
  async function save(row: FigureRow): Promise<FigureRow | null> {
    const said = of(row)
    try {
      const fresh = await filling.fill({
        code: row.code,
        area: row.area_id,
        on: row.period.last,
        value: said.value,
        last_year: said.ago,
        note: said.note,
        version: row.version,
      })
      delete typed[row.id]
      delete problems[row.id]
      return fresh
    } catch (error) {
      problems[row.id] = asProblem(error)
      return null
    }
  }
  /** Each of the rows by itself: what is wrong with one holds up no other. The answer is how many went well. */
  async function each(some: FigureRow[], act: (row: FigureRow) => Promise<boolean>): Promise<number> {
    if (busy.value) return 0
    busy.value = true
    let done = 0
    try {
      for (const row of some) if (await act(row)) done += 1
      await found.refresh()
    } finally {
      busy.value = false
    }
    return done
  }
  const ready = computed(() => rows.value.filter((row) => open(row) && of(row).value.trim() !== ''))
  const saveAll = () => each(rows.value.filter(changed), async (row) => (await save(row)) !== null)
  const report = (some: FigureRow[]) =>
    each(some, async (row) => {
      const fresh = changed(row) || row.state === 'awaited' ? await save(row) : row
      if (!fresh) return false
      try {
        await filling.report({ id: fresh.id, version: fresh.version })
        return true
      } catch (error) {
        problems[row.id] = asProblem(error)
        return false
      }
    })
  return { found, rows, busy, problems, of, open, type, changed, faultsOf, ready, saveAll, report }
}

/** How a number that is being typed moves against the year before, in percent; nothing while it is no number. */
export function changeOf(row: FigureRow, said: Typed): number | null {
  const now = Number(said.value.replaceAll(',', '') || NaN)
  const was = row.asks_last_year ? Number(said.ago.replaceAll(',', '') || NaN) : row.last_year
  if (!Number.isFinite(now) || was === null || !Number.isFinite(was) || was === 0) return null
  return ((now - was) / Math.abs(was)) * 100
}
