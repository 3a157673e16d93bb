import { Listr } from 'listr2'
import { START_STEPS, type StartStep } from './dev-network/index.ts'

type Show = <Result>(step: StartStep, work: () => Promise<Result>) => Promise<Result>

type Outcome = 'done' | 'not reached'

/**
 * Runs a start and shows each of its steps: a live list on a terminal, plain lines elsewhere.
 *
 * @param start is handed the function that runs and shows one step
 * @throws what `start` throws, after the list has come to rest
 */
export async function startWithProgress<Started>(
  start: (show: Show) => Promise<Started>,
): Promise<Started> {
  const outcomes = new Map<string, PromiseWithResolvers<Outcome>>()
  const list = new Listr(
    Object.entries(START_STEPS).map(([step, title]) => {
      const outcome = Promise.withResolvers<Outcome>()
      outcomes.set(step, outcome)
      return {
        title,
        task: async (_, task) => {
          if ((await outcome.promise) === 'not reached') task.skip(`${title}: not reached`)
        },
      }
    }),
    { concurrent: true, exitOnError: false, rendererOptions: { showErrorMessage: false } },
  )
  const shown = list.run()
  try {
    return await start(async (step, work) => {
      try {
        const result = await work()
        outcomes.get(step)?.resolve('done')
        return result
      } catch (error) {
        outcomes.get(step)?.reject(error)
        throw error
      }
    })
  } finally {
    for (const outcome of outcomes.values()) outcome.resolve('not reached')
    await shown
  }
}
