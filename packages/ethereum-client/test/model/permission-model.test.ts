import fc from 'fast-check'
import { generatePrivateKey } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { startAnvilNode } from './anvil-node.ts'
import { locateGeth, startCliqueNode } from './clique-node.ts'
import { ContractDriver } from './contract-driver.ts'
import { sequences } from './intent.ts'
import type { Operation } from './operation.ts'
import { apply } from './permission-model.ts'
import { STAGES, type Stage } from './population.ts'
import {
  type Beginning,
  begin,
  type Model,
  newTally,
  runSequence,
  type Tally,
} from './run-sequence.ts'

/**
 * `MEDREC_LONG=1` runs thousands of longer sequences, for about 40 minutes; `MEDREC_SEED=<number>`
 * runs again what a failure printed.
 */
const IS_LONG = process.env.MEDREC_LONG === '1'
const SEED = Number(process.env.MEDREC_SEED ?? Math.floor(Math.random() * 2 ** 31))
const HOURS = 3_600_000

const ON_ANVIL = IS_LONG ? { runs: 4_000, maxLength: 79 } : { runs: 150, maxLength: 39 }
const ON_GETH = IS_LONG ? { runs: 400, maxLength: 79 } : { runs: 25, maxLength: 39 }

describe('the contracts', () => {
  it('do on anvil what the model says', { timeout: IS_LONG ? 4 * HOURS : 180_000 }, async () => {
    await using chain = await onAnvil()
    const tally = newTally()
    await compare(chain.driver, { ...ON_ANVIL, tally, model: apply })
    report('anvil', tally)
    requireVariety(tally)
  })

  it('do on geth with Clique what the model says', {
    timeout: IS_LONG ? 4 * HOURS : 180_000,
  }, async (context) => {
    const program = await locateGeth()
    if (program === undefined) {
      return context.skip('geth 1.13.15 is not on this machine')
    }
    const funded = generatePrivateKey()
    await using node = await startCliqueNode({ program, chainId: randomChainId(), funded })
    const tally = newTally()
    await compare(await ContractDriver.deploy(node, funded), { ...ON_GETH, tally, model: apply })
    report('geth', tally)
  })

  it('part from a model that is wrong, which is found and made small', {
    timeout: 180_000,
  }, async () => {
    await using chain = await onAnvil()
    // The delegate may end a relationship: a model that forgot it.
    const wrong: Model = (state, operation, now) => {
      const isByDelegate =
        operation.type === 'end' &&
        state.relationships[operation.relationship]?.delegate === operation.signature.by
      return isByDelegate
        ? { errors: ['Relationships__NotAllowed'], state }
        : apply(state, operation, now)
    }
    const found = compare(chain.driver, { ...ON_ANVIL, tally: newTally(), model: wrong })
    await expect(found).rejects.toThrow(/model: refused: Relationships__NotAllowed; contract: acc/)
  })
})

async function compare(
  driver: ContractDriver,
  options: {
    readonly runs: number
    readonly maxLength: number
    readonly tally: Tally
    readonly model: Model
  },
): Promise<void> {
  const { runs, maxLength, tally, model } = options
  // Where the chain can be taken back, everybody begins once; else there are new people each time.
  const shared = new Map<Stage, Beginning>()
  if (driver.node.setsTime) {
    for (const stage of STAGES) shared.set(stage, await begin(driver, stage))
  }
  const property = fc.asyncProperty(sequences(maxLength), async ({ stage, intents }) => {
    const goBack = driver.node.setsTime ? await driver.snapshot() : undefined
    const beginning = shared.get(stage) ?? (await begin(driver, stage))
    try {
      await runSequence(driver, intents, { beginning, tally, model })
    } finally {
      await goBack?.()
    }
  })
  await fc.assert(property, { numRuns: runs, seed: SEED, includeErrorInReport: true })
}

async function onAnvil() {
  const funded = generatePrivateKey()
  const node = await startAnvilNode(randomChainId(), funded)
  const driver = await ContractDriver.deploy(node, funded)
  return { driver, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() }
}

/** Else the law would hold of little. The rarest is done six times in a run, and might be missing once. */
function requireVariety(tally: Tally): void {
  const types: readonly Operation['type'][] = [
    ...(['createAgent', 'enableOwner', 'disableOwner', 'rotateOwner', 'setCustodian'] as const),
    ...(['setCustody', 'setGuardians', 'proposeRecovery', 'vetoRecovery', 'setSwitch'] as const),
    ...(['touch', 'execute', 'open', 'setGrants', 'end', 'rotateDelegate', 'found'] as const),
    ...(['setMembership', 'anchor', 'release', 'completeRecovery'] as const),
  ]
  expect(types.filter((type) => !tally.accepted.has(type)).slice(1)).toEqual([])
  expect(tally.refused.size).toBeGreaterThan(40)
}

function report(name: string, tally: Tally): void {
  const total = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((sum, count) => sum + count, 0)
  const accepted = `${total(tally.accepted)} operations accepted`
  const refused = `${total(tally.refused)} refused with ${tally.refused.size} errors`
  process.stdout.write(
    `${name}, seed ${SEED}: ${accepted}, ${refused}, ${tally.answers} answers compared\n`,
  )
}

function randomChainId(): number {
  return 1 + Math.floor(Math.random() * 2 ** 50)
}
