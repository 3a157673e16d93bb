import type { Member, Network, PermissionView } from '@medrec/ethereum-client'
import { MedRecError } from '@medrec/protocol'
import { type Address, parseAbi } from 'viem'
import type { ProviderPublicKeys } from './provider-keys.ts'

const FACTORY = parseAbi([
  'function agentOf(address owner) view returns (address agent)',
  'function providerAgentOf(address owner) view returns (address agent)',
  'function isAgent(address account) view returns (bool)',
])

/** The Agent that a key is, or would be, first owner of. */
export async function agentOf(owner: Address, network: Network): Promise<Address> {
  const { client, factory: address } = network
  return await client.readContract({
    address,
    abi: FACTORY,
    functionName: 'agentOf',
    args: [owner],
  })
}

/** Makes a check of whether this network's factory made an Agent; remembers those it did. */
export function makeIsAgent(network: Network): (account: Address) => Promise<boolean> {
  const known = new Set<Address>()
  const { client, factory: address } = network
  return async (account) => {
    if (known.has(account)) return true
    const args = [account] as const
    const isAgent = await client
      .readContract({ address, abi: FACTORY, functionName: 'isAgent', args })
      .catch(() => false)
    if (isAgent && known.size < MOST_REMEMBERED) known.add(account)
    return isAgent
  }
}

const MOST_REMEMBERED = 100_000

/**
 * Finds this provider in the AgentRegistry.
 *
 * @throws {MembershipError} MEDREC_PROVIDER_NOT_MEMBER if it is not there,
 *   MEDREC_PROVIDER_KEYS_DIFFER if it is with another host or other keys
 */
export async function findOwnMembership(
  keys: ProviderPublicKeys,
  host: string,
  deps: { readonly network: Network; readonly view: PermissionView },
): Promise<Member> {
  const { client, factory: address } = deps.network
  const agent = await client.readContract({
    address,
    abi: FACTORY,
    functionName: 'providerAgentOf',
    args: [keys.owner],
  })
  const member = deps.view.member(agent)
  if (member === undefined) throw new MembershipError('MEDREC_PROVIDER_NOT_MEMBER', agent)
  const isSame =
    member.host === host && member.hpkeKey === keys.hpkeKey && member.logKey === keys.logKey
  if (!isSame) throw new MembershipError('MEDREC_PROVIDER_KEYS_DIFFER', agent)
  return member
}

const SENTENCES = {
  MEDREC_PROVIDER_NOT_MEMBER:
    'The AgentRegistry does not list this provider. Have it admitted, or name the right network.',
  MEDREC_PROVIDER_KEYS_DIFFER:
    'The AgentRegistry lists this provider with another host or other keys. Correct host or state folder.',
} as const

export class MembershipError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly agent: Address }
> {
  override readonly name = 'MembershipError'

  constructor(code: keyof typeof SENTENCES, agent: Address) {
    super(code, SENTENCES[code], { details: { agent } })
  }
}
