import { setTimeout as pause } from 'node:timers/promises'
import { createNetworkClient } from '@medrec/ethereum-client'
import { readHeight, readSigners } from '@medrec/ethereum-client/node'
import { isRevocation, unpackTerms } from '@medrec/protocol'
import { relationshipsAbi } from '@medrec/smart-contracts'
import { numberToHex } from 'viem'
import { expect } from 'vitest'
import { z } from 'zod'
import type { ProviderNetwork } from './provider-network.ts'
import type { SharedRecord } from './share-record.ts'

const AGREES_WITHIN_MS = 90_000
const BLOCKS_ON = 5
const blockSchema = z.object({ hash: z.string() })

/** Waits for a condition of a network that takes seconds. */
export async function eventually(
  condition: () => Promise<boolean>,
  what: string,
  withinMs = AGREES_WITHIN_MS,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition().catch(() => false))) {
    if (performance.now() > deadline) throw new Error(`It did not come to this: ${what}.`)
    await pause(200)
  }
}

/**
 * What has to be so after every fault: all nodes go on with one history, in which the signers are
 * those of the registry, nothing that was in force is lost, and nothing that was taken back is served.
 */
export async function expectAgreement(
  network: ProviderNetwork,
  records: readonly SharedRecord[],
): Promise<void> {
  const nodes = network.geth.authorities.filter((authority) => authority.isRunning())
  const controls = nodes.map((node) => node.running().control)
  const heights = () => Promise.all(controls.map(readHeight))
  const from = Math.max(...(await heights()))
  await eventually(
    async () => (await heights()).every((height) => height >= from + BLOCKS_ON),
    'all nodes have new blocks',
  )

  // What is several blocks deep is the same everywhere.
  await eventually(async () => {
    const number = numberToHex(Math.min(...(await heights())) - 2)
    const hashes = controls.map(async (control) => {
      return blockSchema.parse(await control('eth_getBlockByNumber', [number, false])).hash
    })
    return new Set(await Promise.all(hashes)).size === 1
  }, 'all nodes have one history')

  const { chainId, registry } = network.network
  const clients = await Promise.all(
    nodes.map(({ rpcUrl }) => createNetworkClient({ rpcUrl, chainId, registry })),
  )
  await eventually(async () => {
    const members = await Promise.all(clients.map((client) => client.readMembers()))
    const sealers = members.map((each) => each.map(({ sealer }) => sealer).toSorted())
    const signers = controls.map(async (control) => {
      return (await readSigners(control, await readHeight(control))).toSorted()
    })
    const sets = [...sealers, ...(await Promise.all(signers))].map((set) => set.join())
    return new Set(sets).size === 1
  }, 'the signers of every node are the sealers of every registry')

  for (const record of records) {
    expect(record.violations, JSON.stringify(record.violations)).toEqual([])
    const settled = record.settled()
    if (settled === undefined) continue
    const stored = clients.map(async (client) => {
      const [terms, finerTerms] = await client.client.readContract({
        ...{ address: client.relationships, abi: relationshipsAbi, functionName: 'grantOf' },
        args: [record.relationship.relationshipId, record.commitment],
      })
      return unpackTerms(terms, finerTerms)
    })
    for (const terms of await Promise.all(stored)) {
      expect(terms.version).toBeGreaterThanOrEqual(settled.version)
      if (terms.version === settled.version) {
        expect(isRevocation(terms)).toBe(settled.isRevocation)
      }
    }
    const [newest] = await Promise.all(stored)
    if (newest === undefined) throw new TypeError('There is a node.')
    await eventually(
      async () => (await record.isServed()) === !isRevocation(newest),
      'providers serve what the chain allows',
      30_000,
    )
  }
}
