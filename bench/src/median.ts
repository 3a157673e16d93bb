/** The middle of the values; of an even number of them, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  if (low === undefined || high === undefined)
    throw new RangeError('There is no median of nothing.')
  return (low + high) / 2
}

/** Rounds a figure for publication. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}
