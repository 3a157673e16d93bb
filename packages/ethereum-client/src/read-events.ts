import { MedRecError, unpackTerms } from '@medrec/protocol'
import {
  agentFactoryAbi,
  agentGroupsAbi,
  agentRegistryAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import { BaseError, concat, decodeEventLog, type Hex, type Log, toEventSelector } from 'viem'
import type { ChainEvent, ChainFact } from './chain-event.ts'
import type { Network } from './network.ts'

const EVENTS = [
  ...agentFactoryAbi,
  ...relationshipsAbi,
  ...agentGroupsAbi,
  ...agentRegistryAbi,
].filter((item) => item.type === 'event')

/** By their first topic: to look through all of them for each log takes most of a rebuild. */
const EVENT_OF_TOPIC = new Map(EVENTS.map((event) => [toEventSelector(event), event]))

/**
 * Reads every event of the network's contracts in a range of blocks, in the order of the chain.
 *
 * @param fromBlock first block, included
 * @param toBlock last block, included
 * @throws as {@link readEventPages}
 */
export async function readEvents(
  network: Network,
  fromBlock: number,
  toBlock: number,
): Promise<readonly ChainEvent[]> {
  const events: ChainEvent[] = []
  for await (const page of readEventPages(network, fromBlock, toBlock)) {
    for (const event of page) events.push(event)
  }
  return events
}

/**
 * Reads the same in pages of some thousand events, so that a reader who keeps none needs no more
 * memory than for one. How many blocks that is follows from the page before; a page that is too much
 * for one answer is asked for in smaller ones.
 *
 * @throws {UnknownEventError} MEDREC_CHAIN_UNKNOWN_EVENT if a contract says what we cannot read:
 *   skipping it could miss a revocation.
 */
export async function* readEventPages(
  network: Network,
  fromBlock: number,
  toBlock: number,
): AsyncGenerator<readonly ChainEvent[]> {
  let blocks = FIRST_BLOCKS
  for (let from = fromBlock; from <= toBlock; ) {
    const to = Math.min(toBlock, from + blocks - 1)
    const logs = await readLogs(network, from, to)
    if (logs === undefined) {
      blocks = Math.ceil((to - from + 1) / 4)
      continue
    }
    yield logs
      .map((log) => ({ ...readFact(log), ...readPosition(log) }))
      .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
    from = to + 1
    // Twice as many at the most: a quiet chain may wake up.
    const fitting = Math.floor((blocks * EVENTS_PER_PAGE) / Math.max(1, logs.length))
    blocks = Math.max(1, Math.min(2 * blocks, MOST_BLOCKS, fitting))
  }
}

const FIRST_BLOCKS = 128
/** So many a node searches at once without refusing. */
const MOST_BLOCKS = 10_000
const EVENTS_PER_PAGE = 4_000

/** @returns undefined if they are more than viem takes in one answer, 10 MiB */
async function readLogs(
  network: Network,
  from: number,
  to: number,
): Promise<readonly MinedLog[] | undefined> {
  try {
    return await network.client.getLogs({
      address: [network.factory, network.relationships, network.groups, network.registry],
      ...{ fromBlock: BigInt(from), toBlock: BigInt(to) },
    })
  } catch (error) {
    if (from < to && isTooLarge(error)) return undefined
    throw error
  }
}

function isTooLarge(error: unknown): boolean {
  const isIt = (cause: unknown) =>
    cause instanceof Error && cause.name === 'ResponseBodyTooLargeError'
  return error instanceof BaseError && isIt(error.walk(isIt))
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
  const event = EVENT_OF_TOPIC.get(log.topics[0] ?? '0x')
  if (event === undefined) throw new UnknownEventError(log.transactionHash)
  try {
    return decodeEventLog({ abi: [event], data: log.data, topics: log.topics })
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
