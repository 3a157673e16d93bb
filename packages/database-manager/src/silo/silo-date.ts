import type { DateRange } from './silo.ts'

/**
 * Writes a FHIR date, dateTime or instant as a {@link SiloRow} date: dates as they are, instants in
 * UTC to the second, so that text order is time order. Anything else is ''.
 */
export function siloDate(text: string | undefined): string {
  if (text === undefined) return ''
  if (DATE.test(text)) return text
  if (!INSTANT.test(text)) return ''
  const time = Date.parse(text)
  return Number.isNaN(time) ? '' : `${new Date(time).toISOString().slice(0, 19)}Z`
}

/**
 * Says whether a row's date matches a FHIR date filter, both as the intervals that their precision
 * means. A row without a date matches nothing.
 * @see https://hl7.org/fhir/R4/search.html#prefix
 */
export function matchesDate(date: string, range: DateRange): boolean {
  const row = intervalOf(date)
  const asked = intervalOf(siloDate(range.value))
  if (row === undefined || asked === undefined) return false
  const isInside = asked.start <= row.start && row.end <= asked.end
  switch (range.prefix) {
    case 'eq':
      return isInside
    case 'ne':
      return !isInside
    case 'gt':
      return row.end > asked.end
    case 'ge':
      return row.end > asked.end || isInside
    case 'lt':
      return row.start < asked.start
    case 'le':
      return row.start < asked.start || isInside
    case 'sa':
      return row.start >= asked.end
    case 'eb':
      return row.end <= asked.start
  }
}

const DATE = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

type Interval = { readonly start: number; readonly end: number }

function intervalOf(date: string): Interval | undefined {
  const start = Date.parse(date)
  if (date === '' || Number.isNaN(start)) return undefined
  if (date.length > 10) return { start, end: start + 1000 }
  const next = new Date(start)
  if (date.length === 10) next.setUTCDate(next.getUTCDate() + 1)
  else if (date.length === 7) next.setUTCMonth(next.getUTCMonth() + 1)
  else next.setUTCFullYear(next.getUTCFullYear() + 1)
  return { start, end: next.getTime() }
}
