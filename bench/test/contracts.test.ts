import { zeroAddress, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BenchChain, startBenchChain } from '../src/chain/bench-chain.ts'
import { relationshipOf, signedGrants, signedOpening } from '../src/chain/relationship.ts'
import { CHAIN_STARTS_AT } from '../src/chain/start-anvil.ts'
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

  it('cannot grow with groups and members, which a grant does not touch', async () => {
    const sender = await chain.newSender()
    const newKey = () => privateKeyToAccount(generatePrivateKey())
    const relationship = relationshipOf(chain, { owner: newKey(), delegate: newKey() })
    const deadline = CHAIN_STARTS_AT + 365 * 86_400
    const sealedPointer = `0x${'5e'.repeat(64)}` as const
    await sender.send(
      await signedOpening(chain, relationship, { sealedPointer, grants: [], deadline }),
    )
    const grant = {
      commitment: `0x${'c0'.repeat(32)}`,
      readKinds: 1n,
      writeKinds: 0n,
      notBefore: 0,
      notAfter: deadline,
      purposes: 1,
      version: 1,
      finerTerms: zeroHash,
    } as const
    const { hash } = await sender.send(
      await signedGrants(chain, relationship, { grants: [grant], deadline }),
    )
    const trace = [hash, { tracer: 'prestateTracer' }]
    const touched = Object.keys((await chain.request('debug_traceTransaction', trace)) as object)
    const { coinbase } = (await chain.request('eth_getBlockByNumber', ['latest', false])) as {
      readonly coinbase?: string
    }
    const ecrecover = '0x0000000000000000000000000000000000000001'
    const own = [sender.address, chain.relationships, relationship.agent].map((address) =>
      address.toLowerCase(),
    )
    const others = touched.filter(
      (address) => ![...own, ecrecover, coinbase ?? zeroAddress].includes(address),
    )
    expect(touched).toEqual(expect.arrayContaining(own))
    expect(others).toEqual([])
  })
})
