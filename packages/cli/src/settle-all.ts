/** Results of promises, in order, for tuples and lists. */
type Results<Promises extends readonly unknown[]> = {
  -readonly [Index in keyof Promises]: Awaited<Promises[Index]>
}

/**
 * Waits for all promises to settle, then returns their results or throws the first failure: unlike
 * `Promise.all`, nothing is still starting when its owner begins to clean up.
 */
export async function settleAll<const Promises extends readonly unknown[]>(
  promises: Promises,
): Promise<Results<Promises>> {
  await Promise.allSettled(promises)
  return Promise.all(promises)
}
