import { size } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantOf, placeOf, REST, related, signGrants, submittedGrants } from './messages.ts'
import { type Network, startNetwork } from './network.ts'

let network: Network

beforeAll(async () => {
  network = await startNetwork(633_732_002)
})

afterAll(async () => {
  await network?.[Symbol.asyncDispose]()
})

/** Whole transactions as a chain charges them, calldata included; more than this is a change to look at. */
describe('the cost of a transaction', () => {
  it('stays what it is for an opening, a first grant, a change', async () => {
    const { patient, id, receipt } = await related(network)
    const transaction = await network.reader.getTransaction({ hash: receipt.transactionHash })
    const cost = async (version: number) => {
      const message = { relationshipId: id, grants: [grantOf({ version })], ...REST }
      const signature = await signGrants(patient, placeOf(network), message)
      const sent = network.relationships.write.setGrants([submittedGrants(message), signature])
      const mined = await network.mined(sent)
      return Number(mined.gasUsed)
    }
    const opening = Number(receipt.gasUsed)
    const firstGrant = await cost(1)
    const change = await cost(2)
    expect(size(transaction.input)).toBe(484)
    expect(opening).toBeLessThan(69_000)
    expect(firstGrant).toBeLessThan(63_500)
    expect(change).toBeLessThan(48_500)
  })
})
