/**
 * The smallest of the values that at least so many hundredths of them do not exceed.
 *
 * @param percent more than 0, at most 100
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const value = sorted[Math.ceil((sorted.length * percent) / 100) - 1]
  if (value === undefined) throw new RangeError('There is no percentile of nothing.')
  return value
}
