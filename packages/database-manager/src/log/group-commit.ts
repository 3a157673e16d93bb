/**
 * Gathers what arrives while a commit is under way, and commits it together: one transaction, and
 * so one sync of the disk, for up to `maxBatch` callers. A lone caller waits for nobody.
 *
 * @param commit settles with one outcome for each item, in order; a rejection fails them all
 */
export function groupCommits<Item, Outcome>(options: {
  readonly commit: (items: readonly Item[]) => Promise<readonly Outcome[]>
  readonly maxBatch: number
}): (item: Item) => Promise<Outcome> {
  type Waiting = {
    readonly item: Item
    readonly resolve: (outcome: Outcome) => void
    readonly reject: (cause: unknown) => void
  }
  const waiting: Waiting[] = []
  let isRunning = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, options.maxBatch)
      try {
        const outcomes = await options.commit(batch.map(({ item }) => item))
        if (outcomes.length !== batch.length) throw new Error('An outcome is missing.')
        outcomes.forEach((outcome, index) => {
          batch[index]?.resolve(outcome)
        })
      } catch (cause) {
        for (const { reject } of batch) reject(cause)
      }
    }
    isRunning = false
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (isRunning) return
      isRunning = true
      // After the requests of this turn of the event loop have come in.
      setImmediate(() => void run())
    })
}
