import { setTimeout as pause } from 'node:timers/promises'
import {
  type CliqueVoterEvent,
  createPeerProbe,
  type EngineEnd,
  freePort,
  type GethAuthority,
  isDeployed,
  type OwnNode,
  startCliqueVoter,
  startDeploying,
  startGethAuthority,
} from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import { type Address, isAddressEqual } from 'viem'
import { startAllowListRpc } from './allow-list-rpc.ts'
import { genesisOf } from './network-card.ts'
import { knownPeers, type NodeFolder } from './node-folder.ts'

export type AuthorityNodeEvent =
  | { readonly type: 'started'; readonly sealer: Address; readonly processId: number }
  | { readonly type: 'ended'; readonly end: EngineEnd }
  | { readonly type: 'deployed'; readonly registry: Address }
  | { readonly type: 'voter'; readonly event: CliqueVoterEvent }

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
/** So many ends within the time are a node that cannot run, and not an accident. */
const MOST_ENDS = 5
const ENDS_WITHIN_MS = 60_000
const RESTART_AFTER_MS = 1_000

/**
 * Runs one authority: geth, started again when it ends by itself; what sends the contracts'
 * deployment; the voter; and the RPC of the Database Manager.
 *
 * @throws as {@link startGethAuthority} and {@link startAllowListRpc}
 */
export async function startAuthorityNode(options: AuthorityNodeOptions): Promise<AuthorityNode> {
  const { folder, report = () => undefined } = options
  const { settings, network } = folder
  await using stack = new AsyncDisposableStack()
  const geth = await superviseGeth(options)
  stack.use(geth)
  const { control, rpcUrl, sealer, enode } = geth.first
  const own: OwnNode = { rpcUrl, control }
  stack.use(await startAllowListRpc({ port: settings.rpcPort, nodeRpcUrl: rpcUrl }))
  stack.use(
    startDeploying({ rpcUrl, registry: network.registry, transactions: network.deployment }),
  )
  stack.use(
    startCliqueVoter({
      ...{ node: own, registry: network.registry, deploymentBlock: network.deploymentBlock },
      isReady: makeIsReady(folder, own),
      report: (event) => {
        if (!isOnlyAbout(sealer, event)) report({ type: 'voter', event })
      },
    }),
  )
  const ending = new AbortController()
  const telling = tellDeployed(own, { registry: network.registry, signal: ending.signal }, report)
  const running = stack.move()
  return {
    ...{ rpcUrl: `http://127.0.0.1:${settings.rpcPort}`, control, sealer, enode },
    gaveUp: geth.gaveUp,
    async [Symbol.asyncDispose]() {
      ending.abort()
      // At once: what still asks geth fails as soon as it is gone, instead of being waited for.
      await Promise.all([geth[Symbol.asyncDispose](), running.disposeAsync(), telling])
    },
  }
}

async function superviseGeth({ program, folder, report = () => undefined }: AuthorityNodeOptions) {
  const { settings, network, chainFolder } = folder
  const rpcPort = await freePort(0)
  const start = async () => {
    const node = await startGethAuthority({
      ...{ program, stateFolder: chainFolder, listen: settings.listen, rpcPort },
      genesis: genesisOf(network),
      peers: (await knownPeers(folder)).map(({ enode }) => enode),
      netRestrict: settings.peerNetworks,
    })
    report({ type: 'started', sealer: node.sealer, processId: node.processId })
    return node
  }
  const first = await start()
  const stopping = new AbortController()
  const hopeless = Promise.withResolvers<NodeGaveUpError>()
  let current: GethAuthority | undefined = first
  const watching = (async () => {
    const ends: number[] = []
    while (!stopping.signal.aborted) {
      if (current !== undefined) report({ type: 'ended', end: await current.ended })
      if (stopping.signal.aborted) return
      await current?.[Symbol.asyncDispose]()
      ends.push(performance.now())
      if (ends.filter((at) => at > performance.now() - ENDS_WITHIN_MS).length >= MOST_ENDS) {
        hopeless.resolve(new NodeGaveUpError(folder.path, ends.length))
        return
      }
      await pause(RESTART_AFTER_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) current = await start().catch(() => undefined)
    }
  })()
  return {
    first,
    gaveUp: hopeless.promise,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await current?.[Symbol.asyncDispose]()
      await watching
      // It may have been starting just then.
      await current?.[Symbol.asyncDispose]()
    },
  }
}

/** A newcomer's own voter waits for it too, and has no say yet. */
function isOnlyAbout(sealer: Address, event: CliqueVoterEvent): boolean {
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

export class NodeGaveUpError extends MedRecError<
  'MEDREC_NODE_GAVE_UP',
  { readonly folder: string; readonly ends: number }
> {
  override name = 'NodeGaveUpError'
  constructor(folder: string, ends: number) {
    super(
      'MEDREC_NODE_GAVE_UP',
      `The node of ${folder} ended ${ends} times within a minute. Check the disk's space and the clock, then start it again.`,
      { details: { folder, ends } },
    )
  }
}
