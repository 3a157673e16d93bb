import { MedRecError, unpackTerms } from '@medrec/protocol'
import {
  agentFactoryAbi,
  agentGroupsAbi,
  agentRegistryAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import { concat, decodeEventLog, type Hex, type Log } from 'viem'
import { blockPages } from './block-pages.ts'
import type { ChainEvent, ChainFact } from './chain-event.ts'
import type { Network } from './network.ts'

const EVENTS = [
  ...agentFactoryAbi,
  ...relationshipsAbi,
  ...agentGroupsAbi,
  ...agentRegistryAbi,
].filter((item) => item.type === 'event')

/**
 * Reads every event of the network's contracts in a range of blocks, in the order of the chain.
 *
 * @param fromBlock first block, included
 * @param toBlock last block, included
 * @throws {UnknownEventError} MEDREC_CHAIN_UNKNOWN_EVENT if a contract says what we cannot read:
 *   skipping it could miss a revocation.
 */
export async function readEvents(
  network: Network,
  fromBlock: number,
  toBlock: number,
): Promise<readonly ChainEvent[]> {
  const events: ChainEvent[] = []
  for (const page of blockPages(fromBlock, toBlock)) {
    const logs = await network.client.getLogs({
      address: [network.factory, network.relationships, network.groups, network.registry],
      ...page,
    })
    for (const log of logs) events.push({ ...readFact(log), ...readPosition(log) })
  }
  return events.sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
}

type MinedLog = Log<bigint, number, false>

function readPosition(log: MinedLog) {
  return {
    blockNumber: Number(log.blockNumber),
    blockHash: log.blockHash,
    transaction: log.transactionHash,
    logIndex: log.logIndex,
  }
}

function readFact(log: MinedLog): ChainFact {
  const { eventName, args } = decode(log)
  switch (eventName) {
    case 'OwnerEnabled':
    case 'OwnerDisabled':
    case 'CustodianSet':
    case 'CustodySet':
    case 'GuardiansSet':
    case 'RecoveryProposed':
    case 'RecoveryVetoed':
    case 'RecoveryCompleted':
    case 'SwitchSet':
    case 'MembershipSet':
    case 'DirectiveReleased':
    case 'RelationshipEnded':
    case 'DelegateRotated':
      // viem has decoded it by the ABI; TypeScript loses which name goes with which arguments.
      return { type: eventName, ...args } as ChainFact
    case 'RelationshipOpened':
      return { type: eventName, ...args, sealedPointer: concat(args.sealedPointer) }
    case 'GrantSet': {
      const { relationshipId, commitment, terms, finerTerms } = args
      return { type: eventName, relationshipId, commitment, terms: unpackTerms(terms, finerTerms) }
    }
    case 'MemberAdmitted':
    case 'MemberUpdated':
      return { type: eventName, member: args }
    case 'MemberRemoved':
      return { type: eventName, agent: args.agent }
    case 'Proposed':
    case 'Voted':
    case 'ProposalWithdrawn':
    case 'ProposalEnacted':
    case 'RulesChanged':
    case 'ContractNamed':
    case 'AccountFunded':
      return { type: eventName }
  }
}

function decode(log: MinedLog) {
  try {
    return decodeEventLog({ abi: EVENTS, data: log.data, topics: log.topics })
  } catch (cause) {
    throw new UnknownEventError(log.transactionHash, cause)
  }
}

export class UnknownEventError extends MedRecError<
  'MEDREC_CHAIN_UNKNOWN_EVENT',
  { readonly transaction: Hex }
> {
  override name = 'UnknownEventError'

  constructor(transaction: Hex, cause?: unknown) {
    super(
      'MEDREC_CHAIN_UNKNOWN_EVENT',
      'A contract of this network emitted an event this version does not know. Update the software.',
      { details: { transaction }, cause },
    )
  }
}
