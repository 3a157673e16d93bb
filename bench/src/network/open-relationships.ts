import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { DevNetwork, ProviderSlug } from '@medrec/cli/dev-network'
import { readProviderKeys } from '@medrec/database-manager'
import type { Network } from '@medrec/ethereum-client'
import {
  networkDomain,
  relationshipsDomain,
  toWireJson,
  typedOpen,
  typedRelayOpening,
  unixSecondsOf,
} from '@medrec/protocol'
import { agentFactoryAbi, relationshipsAbi } from '@medrec/smart-contracts'
import { bytesToHex, hashTypedData, zeroAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import {
  type ContractPlaces,
  openingMessage,
  type Relationship,
  relationshipOf,
} from '../chain/relationship.ts'
import { inParallel } from '../in-parallel.ts'
import { until } from '../until.ts'

/** A relationship to be changed, and the Database Manager that is handed its changes. */
export type OpenRelationship = Relationship & { readonly origin: string }

export type RelayingNetwork = {
  readonly dev: DevNetwork
  readonly statePath: string
  readonly network: Network
}

const ORDER_SECONDS = 300

/**
 * Opens so many relationships without grants, each of a new Agent, on the order of the provider that
 * relays it, and waits until the chain has all of them.
 */
export async function openRelationships(
  { dev, statePath, network }: RelayingNetwork,
  count: number,
): Promise<readonly OpenRelationship[]> {
  const chain = await placesOf(network)
  const slugs = Object.keys(dev.providers) as ProviderSlug[]
  const owners = new Map(
    await Promise.all(
      slugs.map(async (slug) => {
        const { owner } = await readProviderKeys(join(statePath, 'providers', slug))
        const member = (await network.readMembers()).find(
          ({ host }) => host === dev.providers[slug].host,
        )
        return [slug, { owner, member: member?.agent ?? zeroAddress }] as const
      }),
    ),
  )
  const all = Array.from({ length: count }, (_, index) => {
    const slug = slugs[index % slugs.length] ?? 'riverside'
    const [owner, delegate] = [newAccount(), newAccount()]
    return {
      ...relationshipOf(chain, { owner, delegate }),
      slug,
      origin: dev.providers[slug].origin,
    }
  })
  await inParallel(all, 12, async (relationship) => {
    const deadline = unixSecondsOf(new Date()) + ORDER_SECONDS
    const sealedPointer = bytesToHex(randomBytes(64))
    const opening = await openingMessage(chain, relationship, {
      sealedPointer,
      grants: [],
      deadline,
    })
    const domain = relationshipsDomain({ chainId: chain.chainId, contract: chain.relationships })
    const openHash = hashTypedData(typedOpen(domain, opening.message))
    const { owner, member } = owners.get(relationship.slug) ?? {}
    if (owner === undefined || member === undefined) throw new Error('There is no such provider.')
    const order = { openHash, member, deadline }
    const signature = await owner.signTypedData(typedRelayOpening(networkDomain(network), order))
    const response = await fetch(`${relationship.origin}/relay/openings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: toWireJson({ opening, order, signature }),
    })
    if (response.status !== 202) throw new Error(`No opening: ${await response.text()}`)
  })
  const contract = { address: network.relationships, abi: relationshipsAbi } as const
  await inParallel(all, 8, ({ id }) =>
    until(
      async () => {
        const [agent] = await network.client.readContract({
          ...{ ...contract, functionName: 'relationship', args: [id] },
        })
        if (agent === zeroAddress) throw new Error('A relationship is not on the chain.')
      },
      { everyMs: 500, withinMs: 30_000 },
    ),
  )
  return all
}

/** Names the contracts of a network as who signs for them needs. */
export async function placesOf(network: Network): Promise<ContractPlaces> {
  const { chainId, relationships, factory } = network
  const implementation = await network.client.readContract({
    ...{ address: factory, abi: agentFactoryAbi, functionName: 'implementation' },
  })
  return { chainId, relationships, factory, implementation }
}

function newAccount() {
  return privateKeyToAccount(generatePrivateKey())
}
