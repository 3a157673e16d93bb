/** Does something with each of the items, in their order, so many at a time. */
export async function inParallel<Item>(
  items: Iterable<Item>,
  atATime: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // All take from one.
  const left = items[Symbol.iterator]()
  const lane = async () => {
    for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: atATime }, lane))
}
