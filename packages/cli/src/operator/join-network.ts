import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createProviderKeys, readProviderKeys } from '@medrec/database-manager'
import { freePort, prepareGethAuthority, writeNodeKey } from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import { createPublicClient, http } from 'viem'
import { type AuthorityChoice, defaultPeerNetworks } from './authority-choice.ts'
import type { AuthorityNode } from './authority-node.ts'
import { makeEmptyFolder, NetworkFolderError } from './found-network.ts'
import type { Invitation } from './invitation.ts'
import { signJoinRequest } from './join-request.ts'
import {
  addKnownPeer,
  isNodeFolder,
  type NodeFolder,
  openNodeFolder,
  placesIn,
  writeNodeFolder,
} from './node-folder.ts'
import { writeOperatorFile } from './operator-file.ts'

/**
 * Makes a newcomer's folder from an invitation; a folder made from the same one is taken as it is,
 * so that joining can be gone on with.
 *
 * @throws {NetworkFolderError} MEDREC_NETWORK_EXISTS if there is anything else in it
 */
export async function prepareNewcomer(options: {
  readonly program: string
  readonly path: string
  readonly invitation: Invitation
  readonly choice: AuthorityChoice
  readonly peerNetworks?: string
}): Promise<NodeFolder> {
  const { program, path, invitation, choice } = options
  const { network } = invitation
  if (isNodeFolder(path)) {
    const known = await openNodeFolder(path)
    if (known.network.checksum !== network.checksum) throw new NetworkFolderError(path)
    return known
  }
  await makeEmptyFolder(path)
  const { chainFolder, providerFolder } = placesIn(path)
  const listen = choice.listen ?? { address: '127.0.0.1', port: await freePort(0) }
  await writeNodeKey(chainFolder, invitation.nodeKey)
  await prepareGethAuthority({ program, stateFolder: chainFolder, listen })
  await createProviderKeys(providerFolder)
  const { name, host } = choice
  const peerNetworks = options.peerNetworks ?? defaultPeerNetworks([listen.address])
  const rpcPort = await freePort(0)
  await writeNodeFolder(path, {
    network,
    settings: { form: 1, name, host, listen, rpcPort, peerNetworks },
  })
  const folder = await openNodeFolder(path)
  for (const peer of invitation.peers) await addKnownPeer(folder, peer)
  return folder
}

/** A head is new while it is not older than so many periods, and some seconds for the way. */
const FRESH_PERIODS = 5
const FRESH_SECONDS = 10
const FOLLOWED_BLOCKS = 3

/**
 * Waits until a newcomer's node has followed new blocks, and writes its signed request.
 *
 * @returns the path of the request.
 * @throws {NotFollowingError} MEDREC_NODE_NOT_FOLLOWING
 */
export async function requestAdmission(options: {
  readonly folder: NodeFolder
  readonly node: AuthorityNode
  readonly withinMs: number
  /** Told how far the node is. */
  readonly say?: (line: string) => void
}): Promise<string> {
  const { folder, node } = options
  const followed = await untilFollowing(options)
  const keys = await readProviderKeys(folder.providerFolder)
  const { relayer: account, hpkeKey, logKey, owner } = keys.public
  const { name, host } = folder.settings
  const { chainId, registry } = folder.network
  const request = await signJoinRequest(
    {
      ...{ form: 1, network: { chainId, registry } },
      record: { account, sealer: node.sealer, hpkeKey, logKey, name, host },
      ...{ owner, enode: node.enode, followed },
    },
    { owner: keys.owner, control: node.control },
  )
  const path = join(folder.path, 'join-request.json')
  await writeOperatorFile(path, request)
  return path
}

async function untilFollowing(options: Parameters<typeof requestAdmission>[0]) {
  const { folder, node, withinMs, say = () => undefined } = options
  const client = createPublicClient({ transport: http(node.rpcUrl), cacheTime: 0 })
  const deadline = performance.now() + withinMs
  let freshFrom: number | undefined
  let said = -1
  while (performance.now() < deadline) {
    const head = await client.getBlock().catch(() => undefined)
    if (head !== undefined) {
      const number = Number(head.number)
      const age = Date.now() / 1000 - Number(head.timestamp)
      const isFresh = age <= FRESH_PERIODS * folder.network.periodSeconds + FRESH_SECONDS
      if (number !== said) say(`Block ${number}`)
      said = number
      freshFrom = isFresh ? (freshFrom ?? number) : undefined
      if (freshFrom !== undefined && number - freshFrom >= FOLLOWED_BLOCKS) {
        return { number, hash: head.hash }
      }
    }
    await pause(200)
  }
  throw new NotFollowingError(folder.path, Math.max(said, 0))
}

export class NotFollowingError extends MedRecError<
  'MEDREC_NODE_NOT_FOLLOWING',
  { readonly folder: string; readonly block: number }
> {
  override name = 'NotFollowingError'
  constructor(folder: string, block: number) {
    super(
      'MEDREC_NODE_NOT_FOLLOWING',
      `The node of ${folder} does not follow the chain: it is at block ${block}. Check that the member who invited you runs its node, that its address can be reached from here, and this machine's clock; then run the same command again.`,
      { details: { folder, block }, retryable: true },
    )
  }
}
