import { type Address, createPublicClient, type Hex, http, type Log } from 'viem'
import { blockPages } from '../../block-pages.ts'
import { repeat } from '../repeat.ts'
import { readFinalBlock, readHeight, readProposals, readSigners } from './clique-state.ts'
import { absent, type CliqueVote, decideVotes } from './clique-votes.ts'
import type { NodeControl } from './node-socket.ts'
import { EMPTY_FOLD, foldRegistryLogs, type RegistryFold, sealersOf } from './registry-sealers.ts'

/** An authority's own node: both of its doors. */
export type OwnNode = { readonly rpcUrl: string; readonly control: NodeControl }

export type CliqueVoterOptions = {
  readonly node: OwnNode
  readonly registry: Address
  /** No event of the registry is older. */
  readonly deploymentBlock: number
  /** Whether the node of a new sealer follows the chain; asked before it is proposed. */
  readonly isReady: (sealer: Address) => Promise<boolean>
  /** A second by default. */
  readonly intervalMs?: number
  /** Told of each change of the node's votes, and of what failed and is tried again. */
  readonly report?: (event: CliqueVoterEvent) => void
}

export type CliqueVoterEvent =
  | { readonly type: 'voted'; readonly votes: readonly CliqueVote[] }
  | { readonly type: 'not-ready'; readonly sealers: readonly Address[] }
  | { readonly type: 'failed'; readonly error: unknown }

/**
 * Keeps the votes of one's own node in step with the registry, by its final events alone. It keeps
 * nothing itself: after a restart of it or of the node, it finds what there is to do again.
 */
export function startCliqueVoter(options: CliqueVoterOptions): AsyncDisposable {
  const { node, isReady, report = () => undefined } = options
  const follower = registryFollower(options)
  return repeat({
    intervalMs: options.intervalMs ?? 1_000,
    onError: (error) => report({ type: 'failed', error }),
    async work() {
      const sealers = sealersOf(await follower.read())
      const signers = await readSigners(node.control, await readHeight(node.control))
      const ready = new Set<Address>()
      const newcomers = absent({ sealers, signers })
      for (const sealer of newcomers) if (await isReady(sealer)) ready.add(sealer)
      const unready = newcomers.filter((sealer) => !ready.has(sealer))
      if (unready.length > 0) report({ type: 'not-ready', sealers: unready })
      const proposals = await readProposals(node.control)
      const votes = decideVotes({ sealers, signers, proposals, ready })
      for (const { method, params } of votes) await node.control(method, params)
      if (votes.length > 0) report({ type: 'voted', votes })
    },
  })
}

/** Reads only what is new; and all of it again, should a final block have become another. */
function registryFollower({ node, registry, deploymentBlock }: CliqueVoterOptions) {
  const client = createPublicClient({ transport: http(node.rpcUrl), cacheTime: 0 })
  let fold: RegistryFold = EMPTY_FOLD
  let last: { readonly number: number; readonly hash: Hex } | undefined

  const hashOf = async (number: number) =>
    (await client.getBlock({ blockNumber: BigInt(number) })).hash

  return {
    async read(): Promise<RegistryFold> {
      const final = await readFinalBlock(node.control)
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
