import { Listr } from 'listr2'
import { START_STEPS, type StartStep } from './dev-network/index.ts'

type Show = <Result>(step: StartStep, work: () => Promise<Result>) => Promise<Result>

type Outcome = 'done' | 'not reached'

/**
 * Runs a start and shows each of its steps: a live list on a terminal, a line for each finished
 * step elsewhere. What fails before the first step shows no list.
 *
 * @param start is handed the function that runs and shows one step
 * @throws what `start` throws, after the list has come to rest
 */
export async function startWithProgress<Started>(
  start: (show: Show) => Promise<Started>,
): Promise<Started> {
  const outcomes = new Map<string, PromiseWithResolvers<Outcome>>()
  let shown: Promise<unknown> | undefined
  const show: Show = async (step, work) => {
    shown ??= openList(outcomes).run()
    const startedAt = performance.now()
    try {
      const result = await work()
      if (!process.stdout.isTTY) printDone(step, performance.now() - startedAt)
      outcomes.get(step)?.resolve('done')
      return result
    } catch (error) {
      outcomes.get(step)?.reject(error)
      throw error
    }
  }
  try {
    return await start(show)
  } finally {
    for (const outcome of outcomes.values()) outcome.resolve('not reached')
    await shown
  }
}

function openList(outcomes: Map<string, PromiseWithResolvers<Outcome>>) {
  return new Listr(
    Object.entries(START_STEPS).map(([step, title]) => {
      const outcome = Promise.withResolvers<Outcome>()
      outcomes.set(step, outcome)
      return {
        title,
        task: async (_, task) => {
          if ((await outcome.promise) === 'not reached') task.skip()
        },
      }
    }),
    {
      concurrent: true,
      exitOnError: false,
      rendererOptions: { showErrorMessage: false },
      fallbackRenderer: 'silent',
    },
  )
}

function printDone(step: StartStep, tookMs: number): void {
  process.stdout.write(`✔ ${START_STEPS[step]} (${(tookMs / 1000).toFixed(1)} s)\n`)
}
