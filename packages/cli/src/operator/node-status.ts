import { majorityOf } from '@medrec/ethereum-client'
import {
  type Equivocation,
  isDeployed,
  nodeIdOf,
  readEquivocations,
  readFinalBlock,
  readHeight,
  readPeers,
  readProposals,
  readSealer,
  readSigners,
} from '@medrec/ethereum-client/node'
import { type Address, createPublicClient, http, isAddressEqual } from 'viem'
import { type KeptClock, readKeptClock } from './kept-clock.ts'
import { openMemberDesk } from './member-desk.ts'
import { knownPeers, type NodeFolder, runningNode } from './node-folder.ts'
import { type ProposalView, readProposalViews } from './registry-proposals.ts'

export type NodeStatus = {
  readonly name: string
  readonly chainId: number
  readonly registry: Address
  readonly contracts: 'deployed' | 'not yet'
  readonly membership: 'member' | 'not a member'
  readonly head: {
    readonly number: number
    readonly final: number
    /** This machine's clock less the block's time. */
    readonly ageSeconds: number
  }
  /** As the watchdog of the running node last judged by the others' blocks. */
  readonly clock: KeptClock
  readonly signers: readonly {
    readonly sealer: Address
    readonly name: string
    readonly isOwn: boolean
    /** Blocks it sealed in the last rounds. */
    readonly sealedLately: number
    readonly lastBlock: number | null
  }[]
  readonly quorum: {
    /** How many signers have to seal for the chain to go on. */
    readonly needed: number
    readonly sealing: number
    /** How many more may fail; below zero it halts. */
    readonly mayFail: number
  }
  readonly peers: readonly {
    readonly name: string
    /** Not so of who was invited only, or left. */
    readonly isSigner: boolean
    readonly isConnected: boolean
  }[]
  /** What our node votes for until it is told otherwise. */
  readonly ownVotes: readonly { readonly sealer: Address; readonly effect: string }[]
  /** Pending ones. */
  readonly proposals: readonly ProposalView[]
  /** Signers that sealed a height twice; files of the folder `evidence`. */
  readonly equivocations: readonly {
    readonly name: string
    readonly block: number
    readonly certainty: Equivocation['certainty']
    readonly file: string
  }[]
  /** What a person should look at; empty if all is well. */
  readonly warnings: readonly string[]
}

/** Each signer has a turn in a round; two of them tell a silent one from an unlucky one. */
const ROUNDS = 3
const OLD_AFTER_PERIODS = 5
const OLD_AFTER_SECONDS = 10

/**
 * Reads how an authority's own node, its network and its registry stand.
 *
 * @throws {NodeNotRunningError} MEDREC_NODE_NOT_RUNNING
 */
export async function readNodeStatus(folder: NodeFolder): Promise<NodeStatus> {
  const { settings, network } = folder
  const { control, rpcUrl } = await runningNode(folder)
  const client = createPublicClient({ transport: http(rpcUrl), cacheTime: 0 })
  const height = await readHeight(control)
  const [block, final, signers, votes, connected, known, isThere, evidence, clock] =
    await Promise.all([
      client.getBlock({ blockNumber: BigInt(height) }),
      readFinalBlock(control),
      readSigners(control, height),
      readProposals(control),
      readPeers(control),
      knownPeers(folder),
      isDeployed(rpcUrl, network.registry),
      readEquivocations(folder.evidenceFolder),
      readKeptClock(folder),
    ])
  const desk = isThere ? await openMemberDesk(folder) : undefined
  const proposals =
    desk === undefined
      ? []
      : await readProposalViews({ ...desk, deploymentBlock: network.deploymentBlock })
  const own = String(await control('eth_coinbase').catch(() => ''))
  const nameOf = (sealer: Address) =>
    desk?.members.find((member) => isAddressEqual(member.sealer, sealer))?.name ??
    known.find((peer) => peer.sealer && isAddressEqual(peer.sealer, sealer))?.name ??
    'unknown'
  const lately = await sealersOf(control, height, ROUNDS * signers.length)
  const shown = signers.map((sealer) => {
    const blocks = lately.filter((sealed) => isAddressEqual(sealed.sealer, sealer))
    return {
      ...{ sealer, name: nameOf(sealer), sealedLately: blocks.length },
      isOwn: sealer.toLowerCase() === own.toLowerCase(),
      lastBlock: blocks[0]?.number ?? null,
    }
  })
  const needed = majorityOf(signers.length)
  const sealing = shown.filter(({ sealedLately }) => sealedLately > 0).length
  const ageSeconds = Math.round(Date.now() / 1000 - Number(block.timestamp))
  const quorum = { needed, sealing, mayFail: sealing - needed }
  const ownNode = nodeIdOf(String((await nodeInfo(control)).enode))
  const peers = known
    .filter((peer) => nodeIdOf(peer.enode) !== ownNode)
    .map((peer) => ({
      name: peer.name,
      isSigner: signers.some((signer) => peer.sealer && isAddressEqual(signer, peer.sealer)),
      isConnected: connected.some(
        ({ nodeId, isOfOurChain }) => isOfOurChain && nodeId === nodeIdOf(peer.enode),
      ),
    }))
  const status = {
    ...{ name: settings.name, chainId: network.chainId, registry: network.registry },
    contracts: isThere ? ('deployed' as const) : ('not yet' as const),
    membership: desk?.self === undefined ? ('not a member' as const) : ('member' as const),
    head: { number: height, final, ageSeconds },
    clock,
    ...{ signers: shown, quorum, peers },
    ownVotes: [...votes].map(([sealer, isToAdd]) => ({
      sealer,
      effect: effectOfVote(nameOf(sealer), isToAdd, signers.length),
    })),
    proposals: proposals.filter(({ state }) => state === 'pending'),
    equivocations: evidence.map(({ sealer, number, certainty, file }) => ({
      ...{ name: nameOf(sealer), block: number, certainty, file },
    })),
  }
  return { ...status, warnings: warningsOf(status, network.periodSeconds) }
}

type NodeControl = Awaited<ReturnType<typeof runningNode>>['control']

async function nodeInfo(control: NodeControl): Promise<{ readonly enode?: unknown }> {
  const info = await control('admin_nodeInfo')
  return typeof info === 'object' && info !== null ? info : {}
}

/** Who sealed the newest blocks, the newest first; the genesis has no sealer. */
async function sealersOf(control: NodeControl, height: number, count: number) {
  const sealed: { readonly number: number; readonly sealer: Address }[] = []
  for (let number = height; number > Math.max(0, height - count); number -= 1) {
    sealed.push({ number, sealer: await readSealer(control, number) })
  }
  return sealed
}

function effectOfVote(name: string, isToAdd: boolean, signers: number): string {
  const after = isToAdd ? signers + 1 : signers - 1
  return `${isToAdd ? 'adds' : 'drops'} ${name} once ${majorityOf(signers)} of ${signers} signers vote so; then ${majorityOf(after)} of ${after} have to seal`
}

function warningsOf(
  status: Omit<NodeStatus, 'warnings'>,
  periodSeconds: number,
): readonly string[] {
  const { head, quorum, signers, peers, contracts, clock, equivocations } = status
  const isOld = head.ageSeconds > OLD_AFTER_PERIODS * periodSeconds + OLD_AFTER_SECONDS
  const silent = signers.filter(({ sealedLately }) => sealedLately === 0).map(({ name }) => name)
  const away = peers
    .filter(({ isSigner, isConnected }) => isSigner && !isConnected)
    .map(({ name }) => name)
  return [
    ...(contracts === 'not yet'
      ? ['The contracts are not deployed yet: start more than half of the authorities.']
      : []),
    ...(isOld
      ? [
          `The newest block is ${head.ageSeconds} s old: the chain halted, this node is cut off, or this clock is ahead.`,
        ]
      : []),
    ...(head.ageSeconds < 0
      ? [`The newest block is ${-head.ageSeconds} s in the future: this machine's clock is behind.`]
      : []),
    ...(clock.verdict === 'drifting'
      ? [
          `This machine's clock is ${clock.driftMs} ms off the other signers' (below zero: behind): this node seals no more until it is right.`,
        ]
      : []),
    ...(silent.length > 0 && head.number > ROUNDS * signers.length
      ? [`Sealed nothing in the last ${ROUNDS} rounds: ${silent.join(', ')}.`]
      : []),
    ...(quorum.mayFail === 0 && signers.length > 1
      ? ['If one more signer fails, the chain halts.']
      : []),
    ...equivocations
      .filter(({ certainty }) => certainty === 'proven')
      .map(({ name, block, file }) => `${name} sealed two blocks ${block}: ${file}`),
    ...(away.length > 0 ? [`Not connected: ${away.join(', ')}.`] : []),
  ]
}
