import { type Address, createPublicClient, type Hex, http, type Log } from 'viem'
import { blockPages } from '../../block-pages.ts'
import { repeat } from '../repeat.ts'
import type { ConsensusNode } from './consensus-node.ts'
import { absent, decideVotes, type SignerVote } from './decide-votes.ts'
import { EMPTY_FOLD, foldRegistryLogs, type RegistryFold, sealersOf } from './registry-sealers.ts'

export type SignerVoterOptions = {
  /** Of one's own node, where the registry is read. */
  readonly rpcUrl: string
  readonly consensus: ConsensusNode
  readonly registry: Address
  /** No event of the registry is older. */
  readonly deploymentBlock: number
  /** Whether the node of a new sealer follows the chain; asked before it is proposed. */
  readonly isReady: (sealer: Address) => Promise<boolean>
  /** A second by default. */
  readonly intervalMs?: number
  /** Told of each change of the node's votes, and of what failed and is tried again. */
  readonly report?: (event: SignerVoterEvent) => void
}

export type SignerVoterEvent =
  | { readonly type: 'voted'; readonly votes: readonly SignerVote[] }
  | { readonly type: 'not-ready'; readonly sealers: readonly Address[] }
  | { readonly type: 'failed'; readonly error: unknown }

/**
 * Keeps the votes of one's own node in step with the registry, by its final events alone. It keeps
 * nothing itself: after a restart of it or of the node, it finds what there is to do again.
 */
export function startSignerVoter(options: SignerVoterOptions): AsyncDisposable {
  const { consensus, isReady, report = () => undefined } = options
  const follower = registryFollower(options)
  return repeat({
    intervalMs: options.intervalMs ?? 1_000,
    onError: (error) => report({ type: 'failed', error }),
    async work() {
      const sealers = sealersOf(await follower.read())
      const signers = await consensus.signers()
      const ready = new Set<Address>()
      const newcomers = absent({ sealers, signers })
      for (const sealer of newcomers) if (await isReady(sealer)) ready.add(sealer)
      const unready = newcomers.filter((sealer) => !ready.has(sealer))
      if (unready.length > 0) report({ type: 'not-ready', sealers: unready })
      const proposals = await consensus.proposals()
      const votes = decideVotes({ sealers, signers, proposals, ready })
      for (const vote of votes) await cast(consensus, vote)
      if (votes.length > 0) report({ type: 'voted', votes })
    },
  })
}

function cast(consensus: ConsensusNode, { type, sealer }: SignerVote): Promise<void> {
  return type === 'withdraw'
    ? consensus.withdraw(sealer)
    : consensus.propose(sealer, type === 'add')
}

/** Reads only what is new; and all of it again, should a final block have become another. */
function registryFollower({ rpcUrl, consensus, registry, deploymentBlock }: SignerVoterOptions) {
  const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 })
  let fold: RegistryFold = EMPTY_FOLD
  let last: { readonly number: number; readonly hash: Hex } | undefined

  const hashOf = async (number: number) =>
    (await client.getBlock({ blockNumber: BigInt(number) })).hash

  return {
    async read(): Promise<RegistryFold> {
      const final = await consensus.finalBlock()
      if (last !== undefined && (await hashOf(last.number)) !== last.hash) {
        last = undefined
        fold = EMPTY_FOLD
      }
      const firstNew = last === undefined ? deploymentBlock : last.number + 1
      if (final < firstNew) return fold
      const hash = await hashOf(final)
      let next = fold
      for (const page of blockPages(firstNew, final)) {
        const logs: readonly Log[] = await client.getLogs({ address: registry, ...page })
        next = foldRegistryLogs(next, registry, logs)
      }
      fold = next
      last = { number: final, hash }
      return fold
    },
  }
}
