/**
 * Lets at most `most` pieces of work run at once; the others wait in the order they came.
 *
 * @returns a function that runs a piece of work when its turn comes, and answers as it does.
 */
export function createTurns(
  most: number,
): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed on, so that nobody who comes now takes it first.
      if (next === undefined) running -= 1
      else next()
    }
  }
}
