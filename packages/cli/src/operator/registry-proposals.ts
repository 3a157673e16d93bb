import { blockPages, type Member, type Network } from '@medrec/ethereum-client'
import { MedRecError } from '@medrec/protocol'
import { agentRegistryAbi } from '@medrec/smart-contracts'
import { type Address, decodeAbiParameters, getAbiItem, type Hex, isAddressEqual } from 'viem'

export const PROPOSAL_KINDS = [
  'admit',
  'update',
  'remove',
  'change-rules',
  'name-contract',
] as const
const STATES = ['unknown', 'pending', 'enacted', 'withdrawn', 'expired'] as const
const VOTES = ['none', 'in favour', 'against'] as const

/** A proposal as it stands, and what is missing to carry it. */
export type ProposalView = {
  readonly id: Hex
  readonly kind: (typeof PROPOSAL_KINDS)[number]
  readonly state: (typeof STATES)[number]
  /** Name of the member that made it; its Agent if it is none any more. */
  readonly proposer: string
  /** What it does when it is enacted, in a sentence. */
  readonly effect: string
  readonly inFavour: number
  readonly against: number
  readonly electorate: number
  readonly needed: number
  /** Votes that are still to come, at least. */
  readonly missing: number
  /** What the asking member said of it. */
  readonly ownVote: (typeof VOTES)[number]
  /** Unix seconds. */
  readonly enactableFrom: number
  readonly expiresAt: number
  /** What `enact` takes. */
  readonly content: Hex
  /** The record that an admission or an update puts in force. */
  readonly record: Member | undefined
}

/** Reads every proposal of a registry, the oldest first. */
export async function readProposalViews(options: {
  readonly network: Network
  readonly members: readonly Member[]
  readonly deploymentBlock: number
  /** Whose vote is shown. */
  readonly agent: Address
}): Promise<readonly ProposalView[]> {
  const { network, members, agent } = options
  const { client } = network
  const contract = { address: network.registry, abi: agentRegistryAbi } as const
  const event = getAbiItem({ abi: agentRegistryAbi, name: 'Proposed' })
  const head = Number(await client.getBlockNumber())
  const views: ProposalView[] = []
  for (const page of blockPages(options.deploymentBlock, head)) {
    const logs = await client.getLogs({
      ...{ address: network.registry, event, ...page, strict: true },
    })
    for (const { args } of logs) {
      const { id, content } = args
      const [proposal, tally, vote] = await Promise.all([
        client.readContract({ ...contract, functionName: 'proposal', args: [id] }),
        client.readContract({ ...contract, functionName: 'tally', args: [id] }),
        client.readContract({ ...contract, functionName: 'voteOf', args: [id, agent] }),
      ])
      const kind = PROPOSAL_KINDS[proposal.kind] ?? 'name-contract'
      const { inFavour, needed } = tally
      views.push({
        ...{ id, kind, content, state: STATES[proposal.state] ?? 'unknown' },
        proposer: nameOf(members, proposal.proposer),
        effect: effectOf(kind, content, members),
        inFavour: Number(inFavour),
        against: Number(tally.against),
        electorate: Number(tally.electorate),
        needed: Number(needed),
        missing: Number(needed > inFavour ? needed - inFavour : 0n),
        ownVote: VOTES[vote] ?? 'none',
        enactableFrom: proposal.enactableFrom,
        expiresAt: proposal.expiresAt,
        record: kind === 'admit' || kind === 'update' ? recordIn(content) : undefined,
      })
    }
  }
  return views
}

/**
 * Finds the proposal that an id, or the beginning of one, names.
 *
 * @throws {ProposalUnknownError} MEDREC_PROPOSAL_UNKNOWN if there is none, or more than one
 */
export function proposalNamed(views: readonly ProposalView[], named: string): ProposalView {
  const found = views.filter(({ id }) => id.startsWith(named.toLowerCase()))
  const [only] = found
  if (only === undefined || found.length > 1 || named.length < SHORTEST_ID) {
    throw new ProposalUnknownError(named)
  }
  return only
}

/** `0x` and four digits. */
const SHORTEST_ID = 6

function effectOf(kind: ProposalView['kind'], content: Hex, members: readonly Member[]): string {
  switch (kind) {
    case 'admit': {
      const { name, host } = recordIn(content)
      return `admits ${name} (${host})`
    }
    case 'update': {
      const { name, host } = recordIn(content)
      return `changes the record of ${name} (${host})`
    }
    case 'remove': {
      const [target] = decodeAbiParameters([{ type: 'address' }], content)
      return `removes ${nameOf(members, target)}`
    }
    case 'change-rules':
      return 'puts other rules in force'
    case 'name-contract': {
      const [, named] = decodeAbiParameters([{ type: 'uint8' }, { type: 'address' }], content)
      return `names another contract (${named})`
    }
  }
}

function recordIn(content: Hex): Member {
  const { inputs } = getAbiItem({ abi: agentRegistryAbi, name: 'proposeAdmission' })
  const [record] = decodeAbiParameters(inputs, content)
  return record
}

function nameOf(members: readonly Member[], agent: Address): string {
  return members.find((member) => isAddressEqual(member.agent, agent))?.name ?? agent
}

export class ProposalUnknownError extends MedRecError<
  'MEDREC_PROPOSAL_UNKNOWN',
  { readonly named: string }
> {
  override name = 'ProposalUnknownError'
  constructor(named: string) {
    super(
      'MEDREC_PROPOSAL_UNKNOWN',
      `"${named}" names no proposal, or more than one. See them with: medrec registry list <folder>`,
      { details: { named } },
    )
  }
}
