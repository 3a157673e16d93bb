import { setTimeout as pause } from 'node:timers/promises'
import {
  type CliqueWatchdogEvent,
  cliqueConsensus,
  createPeerProbe,
  type GethAuthority,
  isDeployed,
  type OwnNode,
  type SignerVoterEvent,
  startCliqueWatchdog,
  startDeploying,
  startSignerVoter,
} from '@medrec/ethereum-client/node'
import { type Address, isAddressEqual } from 'viem'
import { clockKeeper } from './kept-clock.ts'
import { knownPeers, type NodeFolder } from './node-folder.ts'
import { otherManagersOf } from './other-managers.ts'
import { type NodeGaveUpError, type SupervisedGethEvent, superviseGeth } from './supervised-geth.ts'

export type AuthorityNodeEvent =
  | SupervisedGethEvent
  | { readonly type: 'deployed'; readonly registry: Address }
  | { readonly type: 'voter'; readonly event: SignerVoterEvent }
  | { readonly type: 'watchdog'; readonly event: CliqueWatchdogEvent }

export type AuthorityNodeOptions = {
  /** Of geth 1.13.15. */
  readonly program: string
  readonly folder: NodeFolder
  readonly report?: (event: AuthorityNodeEvent) => void
}

/** An authority's node with all that belongs to it. Disposing of it ends it within 5 s. */
export type AuthorityNode = AsyncDisposable &
  OwnNode & {
    readonly sealer: Address
    readonly enode: GethAuthority['enode']
    /** Settles, with the reason, when the node cannot be kept running. */
    readonly gaveUp: Promise<NodeGaveUpError>
  }

const PROBED_BLOCKS = 3

/**
 * Runs one authority: geth, started again when it ends by itself; what sends the contracts'
 * deployment; the voter; and the watchdog, which sees the others' heads at their Database Managers.
 *
 * @throws as {@link superviseGeth}
 */
export async function startAuthorityNode(options: AuthorityNodeOptions): Promise<AuthorityNode> {
  const { folder, report = () => undefined } = options
  const { network } = folder
  await using stack = new AsyncDisposableStack()
  const geth = await superviseGeth({ program: options.program, folder, report })
  stack.use(geth)
  const { control, rpcUrl, sealer, enode } = geth.first
  const own: OwnNode = { rpcUrl, control }
  stack.use(
    startDeploying({ rpcUrl, registry: network.registry, transactions: network.deployment }),
  )
  stack.use(
    startSignerVoter({
      ...{ rpcUrl, consensus: cliqueConsensus(control) },
      ...{ registry: network.registry, deploymentBlock: network.deploymentBlock },
      isReady: makeIsReady(folder, own),
      report: (event) => {
        if (!isOnlyAbout(sealer, event)) report({ type: 'voter', event })
      },
    }),
  )
  stack.use(
    startCliqueWatchdog({
      node: { ...own, sealer },
      others: otherManagersOf(folder, own),
      periodSeconds: network.periodSeconds,
      evidenceFolder: folder.evidenceFolder,
      onClock: clockKeeper(folder),
      report: (event) => report({ type: 'watchdog', event }),
    }),
  )
  const ending = new AbortController()
  const telling = tellDeployed(own, { registry: network.registry, signal: ending.signal }, report)
  const running = stack.move()
  return {
    ...{ rpcUrl, control, sealer, enode },
    gaveUp: geth.gaveUp,
    async [Symbol.asyncDispose]() {
      ending.abort()
      // At once: what still asks geth fails as soon as it is gone, instead of being waited for.
      await Promise.all([geth[Symbol.asyncDispose](), running.disposeAsync(), telling])
    },
  }
}

/** A newcomer's own voter waits for it too, and has no say yet. */
function isOnlyAbout(sealer: Address, event: SignerVoterEvent): boolean {
  return event.type === 'not-ready' && event.sealers.every((each) => isAddressEqual(each, sealer))
}

/** A sealer is ready if the node that named it has been our peer over some blocks. */
function makeIsReady(folder: NodeFolder, { control }: OwnNode) {
  const probes = new Map<string, () => Promise<boolean>>()
  return async (sealer: Address): Promise<boolean> => {
    const peers = await knownPeers(folder)
    const peer = peers.find((known) => known.sealer && isAddressEqual(known.sealer, sealer))
    if (peer === undefined) return false
    const { enode } = peer
    const probe = probes.get(enode) ?? createPeerProbe({ control, enode, blocks: PROBED_BLOCKS })
    probes.set(enode, probe)
    return probe()
  }
}

async function tellDeployed(
  { rpcUrl }: OwnNode,
  { registry, signal }: { readonly registry: Address; readonly signal: AbortSignal },
  report: (event: AuthorityNodeEvent) => void,
): Promise<void> {
  while (!signal.aborted) {
    if (await isDeployed(rpcUrl, registry).catch(() => false)) {
      report({ type: 'deployed', registry })
      return
    }
    await pause(500, undefined, { signal }).catch(() => undefined)
  }
}
