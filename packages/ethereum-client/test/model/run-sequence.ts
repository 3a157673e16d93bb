import { isDeepStrictEqual } from 'node:util'
import type { ContractDriver } from './contract-driver.ts'
import type { ContractScene } from './contract-scene.ts'
import { type Intent, timeOf } from './intent.ts'
import { type ModelState, NOTHING } from './model-state.ts'
import type { Operation } from './operation.ts'
import { operationOf } from './operations.ts'
import { apply } from './permission-model.ts'
import { POPULATION, prelude, type Stage } from './population.ts'
import {
  allQuestions,
  answer,
  type Question,
  questionsAfter,
  questionsOfTime,
  timesOfChange,
} from './questions.ts'

/** How often each kind of operation was accepted, and each error met. */
export type Tally = {
  readonly accepted: Map<string, number>
  readonly refused: Map<string, number>
  answers: number
}

/** A model that can be a wrong one, to see that the contracts tell. */
export type Model = typeof apply

export function newTally(): Tally {
  return { accepted: new Map(), refused: new Map(), answers: 0 }
}

/** What is so before a sequence begins. */
export type Beginning = {
  readonly scene: ContractScene
  readonly state: ModelState
}

/** Has fresh people do what comes before a sequence. */
export async function begin(driver: ContractDriver, stage: Stage): Promise<Beginning> {
  const scene = driver.newScene()
  let state = NOTHING
  let now = await driver.now()
  for (const operation of prelude(stage, now)) {
    const at = driver.node.setsTime ? now + 1 : clock()
    const { error, time } = await driver.submit(scene, operation, { at, isMinedIfRefused: false })
    requireSameOutcome(error, [])
    state = apply(state, operation, time).state
    now = time
  }
  return { scene, state }
}

/**
 * Carries out a sequence on the contracts and on the model, and fails where they part: in whether
 * an operation is accepted, in the name of the refusal, or in what either answers afterwards.
 */
export async function runSequence(
  driver: ContractDriver,
  intents: readonly Intent[],
  {
    beginning,
    tally,
    model,
  }: {
    readonly beginning: Beginning
    readonly tally: Tally
    readonly model: Model
  },
): Promise<void> {
  const { scene } = beginning
  const { setsTime } = driver.node
  let { state } = beginning
  let now = await driver.now()
  const history: Operation[] = []
  const told: string[] = []
  const compare = (questions: readonly Question[], time: number) =>
    compareAnswers({ driver, scene, state, tally }, questions, time)
  try {
    for (const intent of intents) {
      const at = setsTime ? timeOf(intent, state, now) : clock()
      const operation = operationOf(intent, { state, now: at, history })
      const outcome = await driver.submit(scene, operation, { at, ...intent })
      now = outcome.time
      told.push(`${now} ${JSON.stringify(operation)} -> ${outcome.error ?? 'accepted'}`)
      const verdict = model(state, operation, now)
      requireSameOutcome(outcome.error, verdict.errors)
      count(tally, operation, outcome.error)
      state = verdict.state
      history.push(operation)
      const isMined = outcome.error === null || intent.isMinedIfRefused || !setsTime
      if (isMined) await compare(questionsAfter(state, operation, POPULATION), now)
    }
    await compare(allQuestions(state, POPULATION), now)
    // The clock goes on where the chain stands still.
    for (const time of new Set(timesOfChange(state).filter((change) => change > now))) {
      await compare(questionsOfTime(state, POPULATION), time - 1)
      await compare(questionsOfTime(state, POPULATION), time)
    }
  } catch (error) {
    const story = told.map((line) => `  ${line}`).join('\n')
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(`${message}\n${story}\n`, { cause: error })
  }
}

function requireSameOutcome(error: string | null, expected: readonly string[]): void {
  if (error === null && expected.length === 0) return
  if (error !== null && expected.includes(error)) return
  const wanted = expected.length === 0 ? 'accepted' : `refused: ${expected.join(' or ')}`
  throw new Error(`model: ${wanted}; contract: ${error ?? 'accepted'}`)
}

async function compareAnswers(
  context: {
    readonly driver: ContractDriver
    readonly scene: ContractScene
    readonly state: ModelState
    readonly tally: Tally
  },
  questions: readonly Question[],
  now: number,
): Promise<void> {
  const { driver, scene, state, tally } = context
  const answers = await driver.answers(scene, questions, now)
  tally.answers += answers.length
  questions.forEach((question, place) => {
    const expected = answer(state, question, now)
    if (isDeepStrictEqual(answers[place], expected)) return
    const [model, contract] = [expected, answers[place]].map((value) => JSON.stringify(value))
    throw new Error(`at ${now}, ${JSON.stringify(question)}: model ${model}; contract ${contract}`)
  })
}

function count(tally: Tally, operation: Operation, error: string | null): void {
  const [counts, key] = error === null ? [tally.accepted, operation.type] : [tally.refused, error]
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function clock(): number {
  return Math.floor(Date.now() / 1000)
}
