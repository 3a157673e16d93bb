import { readProviderKeys } from '@medrec/database-manager'
import {
  createNetworkClient,
  type Member,
  type Network,
  type RegistryAction,
  type RegistryProposal,
  relayRegistryActions,
  signRegistryActions,
} from '@medrec/ethereum-client'
import { MedRecError } from '@medrec/protocol'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import { type Address, isAddressEqual, type PrivateKeyAccount, zeroAddress } from 'viem'
import { type NodeFolder, runningNode } from './node-folder.ts'

/** A provider at the registry: it signs as its Agent, and its own account pays. */
export type MemberDesk = {
  readonly folder: NodeFolder
  readonly network: Network
  readonly agent: Address
  readonly account: PrivateKeyAccount
  /** Undefined if the registry does not list it. */
  readonly self: Member | undefined
  readonly members: readonly Member[]
  /** @throws {RegistryActionError} MEDREC_REGISTRY_ACTION_REFUSED */
  act(...actions: readonly RegistryAction[]): Promise<readonly RegistryProposal[]>
}

const SIGNED_FOR_SECONDS = 600

/**
 * Opens the registry by a provider's own running node and keys.
 *
 * @throws {NodeNotRunningError} MEDREC_NODE_NOT_RUNNING
 * @throws {NetworkError} MEDREC_CHAIN_NO_REGISTRY while the contracts are not deployed
 * @throws {ProviderKeysError} if its keys cannot be read
 */
export async function openMemberDesk(folder: NodeFolder): Promise<MemberDesk> {
  const { rpcUrl } = await runningNode(folder)
  const { chainId, registry } = folder.network
  const network = await createNetworkClient({ rpcUrl, chainId, registry })
  const keys = await readProviderKeys(folder.providerFolder)
  const agent = await providerAgentOf(network, keys.public.owner)
  const members = await network.readMembers()
  return {
    ...{ folder, network, agent, members, account: keys.relayer },
    self: members.find((member) => isAddressEqual(member.agent, agent)),
    async act(...actions) {
      // The chain's clock decides, which may be behind this machine's.
      const { timestamp } = await network.client.getBlock()
      const now = Math.max(Number(timestamp), Math.floor(Date.now() / 1000))
      const deadline = now + SIGNED_FOR_SECONDS
      const owner = keys.owner
      const signed = await signRegistryActions({ network, agent, owner, actions, deadline })
      return relayRegistryActions({ network, account: keys.relayer, signed })
    },
  }
}

/** The Agent that a provider's key makes; the zero address while nobody made it. */
export function providerAgentOf(network: Network, owner: Address): Promise<Address> {
  return network.client.readContract({
    ...{ address: network.factory, abi: agentFactoryAbi },
    ...{ functionName: 'providerAgentOf', args: [owner] },
  })
}

/**
 * Opens the registry for what only members do.
 *
 * @throws {NotMemberError} MEDREC_NOT_A_MEMBER
 * @throws as {@link openMemberDesk}
 */
export async function openMembersOwnDesk(
  folder: NodeFolder,
): Promise<MemberDesk & { readonly self: Member }> {
  const desk = await openMemberDesk(folder)
  if (desk.self === undefined) throw new NotMemberError(folder.settings.name, desk.agent)
  return { ...desk, self: desk.self }
}

export class NotMemberError extends MedRecError<
  'MEDREC_NOT_A_MEMBER',
  { readonly name: string; readonly agent: Address | undefined }
> {
  override name = 'NotMemberError'
  constructor(name: string, agent: Address) {
    super(
      'MEDREC_NOT_A_MEMBER',
      `${name} is no member of this network, and only members propose and vote. Hand its join-request.json to a member, who proposes it with: medrec registry propose-admission`,
      { details: { name, agent: isAddressEqual(agent, zeroAddress) ? undefined : agent } },
    )
  }
}
