import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type NodeControl,
  nodeControlAt,
  nodeIdOf,
  socketPathOf,
} from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import { z } from 'zod'
import { type KnownPeer, type NetworkCard, networkCardSchema, peerSchema } from './network-card.ts'
import { readOperatorFile, writeOperatorFile } from './operator-file.ts'

const portSchema = z.int().min(1).max(65_535)

const settingsSchema = z.strictObject({
  form: z.literal(1),
  /** As in the AgentRegistry, for people. */
  name: z.string().min(1),
  /** Host and port of the Database Manager, as in the AgentRegistry. */
  host: z.string().min(1),
  /** Where peers reach the node; an IP address. */
  listen: z.strictObject({ address: z.union([z.ipv4(), z.ipv6()]), port: portSchema }),
  /** Of the allow-list RPC on 127.0.0.1, for the Database Manager. */
  rpcPort: portSchema,
  /** Networks that peers may be in, CIDR by commas. */
  peerNetworks: z.string().min(1),
})
export type NodeSettings = z.output<typeof settingsSchema>

/** One authority's folder, as `network init` and `node join` make it. */
export type NodeFolder = {
  readonly path: string
  readonly settings: NodeSettings
  readonly network: NetworkCard
  /** Keystore, its password, node key and chain. */
  readonly chainFolder: string
  /** What `createProviderKeys` made; the Database Manager's state folder. */
  readonly providerFolder: string
  /** What the watchdog keeps of signers that sealed twice. */
  readonly evidenceFolder: string
}

/**
 * Opens an authority's folder.
 *
 * @throws {OperatorFileError} MEDREC_OPERATOR_FILE_MISSING or MEDREC_OPERATOR_FILE_BROKEN
 */
export async function openNodeFolder(path: string): Promise<NodeFolder> {
  const settings = await readOperatorFile(join(path, 'node.json'), settingsSchema)
  const network = await readOperatorFile(join(path, 'network.json'), networkCardSchema)
  return { path, settings, network, ...placesIn(path) }
}

/** Where the parts of an authority's folder lie. */
export function placesIn(path: string) {
  return {
    chainFolder: join(path, 'chain'),
    providerFolder: join(path, 'provider'),
    evidenceFolder: join(path, 'evidence'),
  }
}

/** Whether the folder is an authority's already. */
export function isNodeFolder(path: string): boolean {
  return existsSync(join(path, 'node.json'))
}

/** Writes what is no secret of an authority's folder. */
export async function writeNodeFolder(
  path: string,
  content: { readonly settings: NodeSettings; readonly network: NetworkCard },
): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await writeOperatorFile(join(path, 'network.json'), content.network)
  await writeOperatorFile(join(path, 'node.json'), settingsSchema.parse(content.settings))
}

/** The peers of the founding, with those that were added, forgotten or have another place since. */
export async function knownPeers(folder: NodeFolder): Promise<readonly KnownPeer[]> {
  return (await allPeers(folder)).filter(({ isForgotten }) => isForgotten !== true)
}

async function allPeers(folder: NodeFolder): Promise<readonly KnownPeer[]> {
  const later = existsSync(peersFileIn(folder.path))
    ? await readOperatorFile(peersFileIn(folder.path), z.array(peerSchema))
    : []
  const byNode = new Map<string, KnownPeer>()
  for (const peer of [...folder.network.bootstrapPeers, ...later]) {
    byNode.set(nodeIdOf(peer.enode), peer)
  }
  return [...byNode.values()]
}

/** Keeps one more peer, and tells the node of it if it runs. */
export async function addKnownPeer(folder: NodeFolder, peer: KnownPeer): Promise<void> {
  await keepPeer(folder, peer)
  const control = await controlIfRunning(folder)
  await control?.('admin_addTrustedPeer', [peer.enode])
  if (!hasNoPort(peer)) await control?.('admin_addPeer', [peer.enode])
}

/** Speaks with a peer no more, neither now nor after another start. */
export async function forgetPeer(folder: NodeFolder, peer: KnownPeer): Promise<void> {
  await keepPeer(folder, { ...peer, isForgotten: true })
  const control = await controlIfRunning(folder)
  await control?.('admin_removeTrustedPeer', [peer.enode])
  await control?.('admin_removePeer', [peer.enode])
}

async function keepPeer(folder: NodeFolder, peer: KnownPeer): Promise<void> {
  const peers = await allPeers(folder)
  const others = peers.filter((known) => nodeIdOf(known.enode) !== nodeIdOf(peer.enode))
  await writeOperatorFile(peersFileIn(folder.path), [...others, peer])
}

/** A node that does not run reads the file when it starts. */
async function controlIfRunning(folder: NodeFolder): Promise<NodeControl | undefined> {
  const control = nodeControlAt(socketPathOf(folder.chainFolder))
  const answer = await control('eth_chainId').catch(() => undefined)
  return answer === undefined ? undefined : control
}

/** An invited node is let in before anybody knows where it is. */
function hasNoPort({ enode }: KnownPeer): boolean {
  return enode.includes(':0?')
}

/**
 * The doors of an authority's running node.
 *
 * @throws {NodeNotRunningError} MEDREC_NODE_NOT_RUNNING
 */
export async function runningNode(
  folder: NodeFolder,
): Promise<{ readonly control: NodeControl; readonly rpcUrl: string }> {
  const control = nodeControlAt(socketPathOf(folder.chainFolder))
  await control('eth_chainId').catch((cause: unknown) => {
    throw new NodeNotRunningError(folder.path, cause)
  })
  return { control, rpcUrl: `http://127.0.0.1:${folder.settings.rpcPort}` }
}

function peersFileIn(path: string): string {
  return join(path, 'peers.json')
}

export class NodeNotRunningError extends MedRecError<
  'MEDREC_NODE_NOT_RUNNING',
  { readonly folder: string }
> {
  override name = 'NodeNotRunningError'
  constructor(folder: string, cause: unknown) {
    super(
      'MEDREC_NODE_NOT_RUNNING',
      `The node of ${folder} does not run. Start it with: medrec node start ${folder}`,
      { details: { folder }, retryable: true, cause },
    )
  }
}
