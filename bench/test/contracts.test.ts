import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BenchChain, startBenchChain } from '../src/chain/bench-chain.ts'
import { CONTRACT_BUDGETS } from '../src/contracts/contracts.ts'
import { livePatientLife } from '../src/contracts/patient-life.ts'
import { measureAtScale } from '../src/contracts/scale.ts'

let chain: BenchChain

beforeAll(async () => {
  chain = await startBenchChain()
})

afterAll(async () => {
  await chain?.[Symbol.asyncDispose]()
})

/** Nothing here depends on the machine. What is measured for publication: `npm run bench -- contracts`. */
describe("the cost of a patient's life on the chain", () => {
  it('stays within its budgets, as it is and not by luck', async () => {
    const { gas, ...exact } = (await livePatientLife(chain)).total
    expect(exact).toMatchInlineSnapshot(`
      {
        "stateBytes": 1280,
        "transactionBytes": 9390,
        "transactions": 15,
      }
    `)
    expect(exact.stateBytes).toBeLessThanOrEqual(CONTRACT_BUDGETS['patientLife.stateBytes'])
    expect(exact.transactionBytes).toBeLessThanOrEqual(
      CONTRACT_BUDGETS['patientLife.transactionBytes'],
    )
    expect(exact.transactions).toBeLessThanOrEqual(CONTRACT_BUDGETS['patientLife.transactions'])
    // Within the 12 gas that each byte of a hash saves by being zero.
    expect(Math.round(gas / 10_000) * 10_000).toMatchInlineSnapshot(`1230000`)
    expect(gas).toBeLessThanOrEqual(CONTRACT_BUDGETS['patientLife.gas'])
  })

  it('does not grow with the grants and the relationships that are there already', async () => {
    const probes = await measureAtScale(chain, [1, 300])
    const gasOf = (name: 'opening' | 'firstGrant' | 'change' | 'revocation') =>
      probes.map((probe) => probe[name].gas)
    const firstGrants = gasOf('firstGrant')
    const changes = [...gasOf('change'), ...gasOf('revocation')]
    expect(Math.max(...firstGrants)).toBeLessThanOrEqual(CONTRACT_BUDGETS['firstGrant.gas'])
    expect(Math.max(...changes)).toBeLessThanOrEqual(CONTRACT_BUDGETS['permissionChange.gas'])
    for (const name of ['opening', 'firstGrant', 'change', 'revocation'] as const) {
      const gas = gasOf(name)
      const spread = Math.max(...gas) - Math.min(...gas)
      expect(spread, name).toBeLessThanOrEqual(CONTRACT_BUDGETS['scale.gasSpread'])
    }
  })
})
