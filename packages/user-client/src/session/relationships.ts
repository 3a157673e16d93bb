import { type DiscoveredRelationship, discoverRelationships } from '@medrec/ethereum-client'
import type { Address, Hex } from 'viem'
import { isAddressEqual } from 'viem'
import type { NetworkProvider } from './network.ts'
import type { ProfileSession } from './profile-session.ts'
import type { ProviderSession } from './provider-session.ts'

/** After so many unused keys in a row the search ends. */
const GAP_LIMIT = 20

/** A patient's tie to one provider. */
export type Relationship = {
  readonly id: Hex
  /** Which of the person's keys belongs to it. */
  readonly index: number
  readonly agent: Address
  readonly isEnded: boolean
  readonly provider: NetworkProvider
}

export type Relationships = {
  readonly list: readonly Relationship[]
  /** The key that the next relationship takes. */
  readonly nextIndex: number
}

/**
 * Finds every relationship of this person from the words alone: derives addresses, matches them
 * with the downloaded events, and opens each pointer. The same on a clean browser as here.
 * @throws {ProviderAwayError} MEDREC_PROVIDER_AWAY if no provider answers.
 */
export async function findRelationships(session: ProfileSession): Promise<Relationships> {
  const { events } = await session.chain.read()
  const addresses: Address[] = []
  const addressAt = async (index: number, rotation: number): Promise<Address> => {
    if (rotation > 0) return NO_ADDRESS
    while (addresses.length <= index) {
      const range = { from: addresses.length, count: GAP_LIMIT }
      addresses.push(...(await session.keys.relationshipAddresses(range)))
    }
    return addresses[index] ?? NO_ADDRESS
  }
  const found = await discoverRelationships({ events, addressAt, gapLimit: GAP_LIMIT })
  const opened = await Promise.all(found.relationships.map((each) => open(session, each)))
  return { list: opened.flatMap((each) => each ?? []), nextIndex: found.nextIndex }
}

/** The signed-in line of the patient to the provider of a relationship. */
export function patientLine(session: ProfileSession, relationship: Relationship): ProviderSession {
  return session.sessionWith({
    host: relationship.provider.host,
    signer: { role: 'relationship', index: relationship.index },
    agent: relationship.agent,
    purpose: 'PATRQT',
  })
}

/** Anybody can name our address in an Agent of theirs: what our secret does not open is not ours. */
async function open(
  session: ProfileSession,
  found: DiscoveredRelationship,
): Promise<Relationship | undefined> {
  const { chainId, relationships: contract, providers } = session.network
  const { index, agent, relationshipId, isEnded } = found
  const pointer = await session.keys
    .openPointer({ index, context: { chainId, contract, agent }, sealed: found.sealedPointer })
    .catch(() => undefined)
  if (pointer === undefined) return undefined
  const provider = providers.find((each) => isAddressEqual(each.agent, pointer.provider))
  return provider && { id: relationshipId, index, agent, isEnded, provider }
}

const NO_ADDRESS: Address = '0x0000000000000000000000000000000000000000'
