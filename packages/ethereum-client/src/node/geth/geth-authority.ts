import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from 'viem'
import type { EngineEnd } from '../engine.ts'
import { freePort } from '../free-port.ts'
import { repeat } from '../repeat.ts'
import { writeFileWhole } from '../write-file-whole.ts'
import { startAllowListRpc } from './allow-list-rpc.ts'
import type { CliqueGenesis } from './clique-genesis.ts'
import { findSigner, makeSigner } from './clique-signer.ts'
import { mayBeginSealing } from './clique-state.ts'
import { type GethPeering, peeringConfig } from './geth-arguments.ts'
import { openChainFolder } from './geth-chain-folder.ts'
import { launchAuthority } from './geth-process.ts'
import { type Enode, enodeOf, nodeKeyIn } from './node-key.ts'
import { nodeLinkTo } from './node-link.ts'
import { type NodeControl, nodeControlAt, socketPathOf } from './node-socket.ts'

export type GethHomeOptions = {
  /** Found by {@link findGeth}. */
  readonly program: string
  /** Holds the sealing key, the node's key and the chain; made if absent. */
  readonly stateFolder: string
  /** Where peers reach it. */
  readonly listen: GethPeering['listen']
}

/** What an authority tells the others before the network begins, or before it joins. */
export type GethIdentity = { readonly sealer: Address; readonly enode: Enode }

export type GethAuthorityOptions = GethHomeOptions & {
  /** The network's, the same for everybody. */
  readonly genesis: CliqueGenesis
  /** The only nodes it speaks with. */
  readonly peers: readonly Enode[]
  /** Networks its peers may be in, CIDR by commas; loopback by default. */
  readonly netRestrict?: string
  /** Of the RPC, on 127.0.0.1. 0 picks a free one. */
  readonly rpcPort: number
}

/** A running authority. Disposing of it stops it, with its chain on disk. */
export interface GethAuthority extends AsyncDisposable, GethIdentity {
  /** On loopback, of the few methods that {@link startAllowListRpc} hands on. */
  readonly rpcUrl: string
  readonly chainId: number
  /** Every method of the node; for the voter and the watchdog, and for nobody else. */
  readonly control: NodeControl
  readonly startedFrom: 'nothing' | 'newest-state'
  readonly processId: number
  /** Settles when geth has ended, whoever ended it. */
  readonly ended: Promise<EngineEnd>
  /** Speaks with one more node, until it is stopped: name it at the next start again. */
  addPeer(peer: Enode): Promise<void>
}

/**
 * Makes the two keys of an authority, or finds those it has. A genesis needs the sealer of each,
 * and each needs the others' enodes.
 *
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 */
export async function prepareGethAuthority(options: GethHomeOptions): Promise<GethIdentity> {
  const { program, stateFolder: folder, listen } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const signer = (await findSigner(folder)) ?? (await makeSigner({ program, folder }))
  return { sealer: signer.address, enode: enodeOf(await nodeKeyIn(folder), listen) }
}

/**
 * Starts one authority's node. It seals once it speaks with enough others for a majority, and from
 * the moment the chain names its sealer a signer: one that is voted in needs no other start.
 *
 * @throws {PortInUseError} MEDREC_ENGINE_PORT_IN_USE
 * @throws {EngineFolderInUseError} MEDREC_ENGINE_FOLDER_IN_USE
 * @throws {EngineStateError} MEDREC_ENGINE_STATE_BROKEN if chain, signer or genesis is gone
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START
 */
export async function startGethAuthority(options: GethAuthorityOptions): Promise<GethAuthority> {
  const { program, stateFolder: folder, genesis, listen, netRestrict = '127.0.0.0/8' } = options
  const identity = await prepareGethAuthority(options)
  const peers = options.peers.filter((peer) => peer !== identity.enode)
  const chainId = Number(genesis.config.chainId)
  const home = { program, folder }
  const { signer, startedFrom } = await openChainFolder(home, {
    chainId,
    makeGenesis: () => genesis,
  })
  const configFile = join(folder, 'node.toml')
  await writeFileWhole(configFile, peeringConfig({ listen, peers }))
  if (listen.address === '127.0.0.1') await freePort(listen.port)
  const rpcPort = await freePort(options.rpcPort)
  const socketPath = socketPathOf(folder)
  await using stack = new AsyncDisposableStack()
  const door = { socketPath, netRestrict, port: listen.port }
  const geth = await launchAuthority(program, { folder, configFile, chainId, signer }, door)
  stack.defer(() => geth.stop())
  stack.use(await startAllowListRpc({ port: rpcPort, link: nodeLinkTo(socketPath) }))
  const control = nodeControlAt(socketPath)
  stack.use(sealOnceAmongPeers(control))
  const running = stack.move()
  return {
    ...identity,
    rpcUrl: `http://127.0.0.1:${rpcPort}`,
    chainId,
    control,
    startedFrom,
    processId: geth.processId,
    ended: geth.ended,
    async addPeer(peer) {
      await control('admin_addTrustedPeer', [peer])
      await control('admin_addPeer', [peer])
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

function sealOnceAmongPeers(control: NodeControl): AsyncDisposable {
  let hasBegun = false
  return repeat({
    intervalMs: 200,
    // It starts or stops; whether it seals is seen by others.
    onError: () => undefined,
    async work() {
      if (hasBegun || !(await mayBeginSealing(control))) return
      await control('miner_start')
      hasBegun = true
    },
  })
}
