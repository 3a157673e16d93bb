/** Whole seconds since 1970-01-01T00:00:00Z. */
export type UnixSeconds = number

/** Turns a `Date` into whole Unix seconds, rounding down. */
export function unixSecondsOf(date: Date): UnixSeconds {
  return Math.floor(date.getTime() / 1000)
}
