import type { UnixSeconds } from '@medrec/protocol'

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

/** `3 June 2026, 14:05` */
export function momentOf(date: Date): string {
  return `${day.format(date)}, ${time.format(date)}`
}

export function dateOfSeconds(seconds: UnixSeconds): Date {
  return new Date(seconds * 1000)
}

/** A FHIR date of any precision as a heading: a day, a month, a year. */
export function dayHeading(text: string): string {
  if (/^\d{4}$/.test(text)) return text
  if (/^\d{4}-\d{2}$/.test(text)) return month.format(new Date(`${text}-01T00:00:00Z`))
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const [year, monthOfYear, dayOfMonth] = text.split('-').map(Number)
    return day.format(new Date(year ?? 0, (monthOfYear ?? 1) - 1, dayOfMonth))
  }
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? 'Date unknown' : day.format(date)
}
