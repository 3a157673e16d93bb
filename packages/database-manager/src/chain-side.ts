import { setTimeout } from 'node:timers/promises'
import {
  type ChainFollower,
  createNetworkClient,
  createPermissionView,
  createRelayer,
  finalAtOnce,
  followChain,
  type Member,
  type Network,
  type PermissionView,
  type Relayer,
} from '@medrec/ethereum-client'
import type { UnixSeconds } from '@medrec/protocol'
import { type Address, type Hex, parseAbiItem, size } from 'viem'
import { openCliqueFinality } from './clique-anchor.ts'
import { ConfigInvalidError, type DatabaseManagerConfig } from './config.ts'
import { disposeWithin } from './dispose-within.ts'
import { findOwnMembership } from './own-membership.ts'
import type { ProviderKeys } from './provider-keys.ts'
import { openNarrowingStore } from './relay/narrowing-store.ts'
import { startRelayTick } from './relay/relay-tick.ts'
import { resendNarrowings } from './relay/resend-narrowings.ts'
import { openWaitingGrants, type WaitingGrants } from './relay/waiting-grants.ts'
import type { Store } from './store/store.ts'

/** The manager's side towards the chain: what it knows, and how it sends. */
export type ChainSide = {
  readonly network: Network
  readonly view: PermissionView
  readonly follower: ChainFollower
  readonly relayer: Relayer
  /** Grants that were taken and are sent with the next tick. */
  readonly waiting: WaitingGrants
  /** This provider, as the AgentRegistry lists it. */
  readonly self: Member
  /** Waits until the view knows a relationship that was just relayed, twenty seconds at most. */
  readonly untilOpened: (relationshipId: Hex) => Promise<void>
  readonly openingTransactionOf: (relationshipId: Hex) => Promise<Hex>
  /** Makes the Agent of a key, if there is none, and waits until it is known here. */
  readonly createAgent: (owner: Address) => Promise<void>
}

/**
 * Connects to the network, waits until the view has its newest block and finds this provider.
 * What must be ended is put on `ending`.
 *
 * @throws {NetworkError} MEDREC_CHAIN_UNREACHABLE, MEDREC_CHAIN_WRONG or MEDREC_CHAIN_NO_REGISTRY
 * @throws {MembershipError} MEDREC_PROVIDER_NOT_MEMBER or MEDREC_PROVIDER_KEYS_DIFFER
 * @throws {ConfigInvalidError} MEDREC_CONFIG_INVALID if authorities seal the chain and it says nothing of it
 */
export async function openChainSide(
  config: Pick<DatabaseManagerConfig, 'host' | 'network' | 'pollMs' | 'relayTickSeconds'>,
  deps: {
    readonly keys: ProviderKeys
    readonly store: Store
    readonly now: () => UnixSeconds
  },
  ending: AsyncDisposableStack,
): Promise<ChainSide> {
  const { keys, store, now } = deps
  const network = await createNetworkClient(config.network)
  const view = await createPermissionView({ store: openNarrowingStore(store, now), now })
  const { consensus } = config.network
  if (consensus.kind === 'embedded') await refuseSealedChain(network)
  const finality =
    consensus.kind === 'embedded'
      ? finalAtOnce
      : ending.use(await openCliqueFinality(consensus, { network, store }))
  const follower = followChain({ network, view, finality, pollMs: config.pollMs })
  // A chain that hangs must not hold up the end.
  ending.defer(() => disposeWithin(END_WITHIN_MS, follower))
  const newest = Number(await network.client.getBlockNumber())
  await follower.reached(newest)
  // A provider admitted a moment ago is a member once that is final.
  const isFinal = follower.reachedFinal(newest).catch(() => undefined)
  await Promise.race([isFinal, setTimeout(FINAL_WITHIN_MS, undefined, { ref: false })])
  const self = await findOwnMembership(keys.public, config.host, { network, view })
  // An Agent that has to be made costs its relayer: for somebody with a relationship alone.
  const mayMakeAgent = (agent: Address) =>
    view.relationshipsOfAgent(agent).some(({ isEnded }) => !isEnded)
  const relayer = ending.use(createRelayer({ network, account: keys.relayer, mayMakeAgent }))
  const resending = resendNarrowings({ store, view, relayer, now })
  ending.defer(() => disposeWithin(END_WITHIN_MS, resending))
  const waiting = openWaitingGrants(store)
  const ticking = startRelayTick(config.relayTickSeconds, { waiting, view, relayer, now })
  ending.defer(() => disposeWithin(END_WITHIN_MS, ticking))
  return {
    network,
    view,
    follower,
    relayer,
    waiting,
    self,
    async untilOpened(relationshipId) {
      const deadline = performance.now() + SEEN_WITHIN_MS
      while (view.relationship(relationshipId) === undefined && performance.now() < deadline) {
        await setTimeout(LOOK_AGAIN_MS)
      }
    },
    async openingTransactionOf(relationshipId) {
      const [log] = await network.client.getLogs({
        address: network.relationships,
        event: OPENED,
        args: { relationshipId },
        fromBlock: 'earliest',
        strict: true,
      })
      if (log === undefined) throw new TypeError('The view knows an opening the chain does not.')
      return log.transactionHash
    },
    async createAgent(owner) {
      const submission = await relayer.submit({ type: 'CreateAgent', owner })
      const { blockNumber } = await submission.mined()
      await follower.reachedFinal(blockNumber)
    },
  }
}

// Final where several authorities seal: some of their periods.
const SEEN_WITHIN_MS = 20_000
const LOOK_AGAIN_MS = 25
// On a chain that stands still a manager starts all the same, by what is final.
const FINAL_WITHIN_MS = 20_000
const END_WITHIN_MS = 500

/** Before the signers' addresses and the seal, in the header of a genesis block (EIP-225). */
const CLIQUE_VANITY_BYTES = 32
const CLIQUE_SEAL_BYTES = 65

/** Taking a block of several authorities for final would widen by what a reorganization takes back. */
async function refuseSealedChain(network: Network): Promise<void> {
  const { extraData } = await network.client.getBlock({ blockNumber: 0n })
  if (size(extraData) <= CLIQUE_VANITY_BYTES + CLIQUE_SEAL_BYTES) return
  throw new ConfigInvalidError(
    'network.consensus',
    'authorities seal this chain: say clique, with the period and the epoch of the network',
  )
}

const OPENED = parseAbiItem(
  'event RelationshipOpened(bytes32 indexed relationshipId, address indexed agent, address indexed delegate, address owner, bytes32[2] sealedPointer)',
)
