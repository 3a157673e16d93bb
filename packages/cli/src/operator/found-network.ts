import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createProviderKeys } from '@medrec/database-manager'
import {
  EPOCH_BLOCKS,
  freePort,
  prepareGethAuthority,
  randomChainId,
} from '@medrec/ethereum-client/node'
import { MedRecError } from '@medrec/protocol'
import { InvalidOptionError } from '../invalid-option-error.ts'
import { type AuthorityChoice, defaultPeerNetworks } from './authority-choice.ts'
import { type NetworkCard, networkCardOf } from './network-card.ts'
import { placesIn, writeNodeFolder } from './node-folder.ts'
import { writeOperatorFile } from './operator-file.ts'
import { FIRST_EVENT_BLOCK, type FoundedAuthority, signFounding } from './sign-founding.ts'

export type FoundNetworkOptions = {
  /** Of geth 1.13.15. */
  readonly program: string
  /** Made; must be absent or empty. */
  readonly folder: string
  readonly authorities: readonly AuthorityChoice[]
  readonly periodSeconds: number
  /** CIDR by commas; see {@link defaultPeerNetworks}. */
  readonly peerNetworks?: string
  /** Between a proposal that narrows and its enacting; a day if absent. */
  readonly delaySeconds?: number
  /** Told one line at a time what is done. */
  readonly say?: (line: string) => void
}

export type FoundedNetwork = {
  readonly folder: string
  readonly network: NetworkCard
  readonly authorities: readonly FoundedAuthority[]
}

/**
 * Makes a network's folder with one folder for each founding authority: keys, settings and what
 * names the network. Starts nothing; the contracts come with the first start of the nodes.
 *
 * @throws {NetworkFolderError} MEDREC_NETWORK_EXISTS
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID
 * @throws {DeploymentError} MEDREC_DEPLOYMENT_FAILED if a name or a host cannot stand in the registry
 */
export async function foundNetwork(options: FoundNetworkOptions): Promise<FoundedNetwork> {
  checkAuthorities(options.authorities)
  return makeInEmptyFolder(options.folder, () => makeNetwork(options))
}

async function makeNetwork(options: FoundNetworkOptions): Promise<FoundedNetwork> {
  const { program, folder, periodSeconds, delaySeconds, say = () => undefined } = options
  const authorities = []
  for (const choice of options.authorities) {
    say(`Making the keys of ${choice.name}`)
    const path = join(folder, choice.slug)
    const listen = choice.listen ?? { address: '127.0.0.1', port: await freePort(0) }
    const { chainFolder, providerFolder } = placesIn(path)
    const stateFolder = chainFolder
    const identity = await prepareGethAuthority({ program, stateFolder, listen })
    const keys = await createProviderKeys(providerFolder)
    authorities.push({ ...choice, path, listen, ...identity, keys, rpcPort: await freePort(0) })
  }
  say('Signing the deployment of the contracts')
  const chainId = randomChainId()
  const { deployment, alloc, founded } = await signFounding({ chainId, authorities, delaySeconds })
  const network = networkCardOf({
    ...{ form: 1, engine: 'geth', chainId, registry: deployment.registry },
    ...{ deploymentBlock: FIRST_EVENT_BLOCK, periodSeconds, epochBlocks: EPOCH_BLOCKS },
    signers: authorities.map(({ sealer }) => sealer),
    alloc: Object.fromEntries([...alloc].map(([address, wei]) => [address, `${wei}`])),
    deployment: [...deployment.transactions],
    bootstrapPeers: authorities.map(({ name, sealer, enode }) => ({ name, sealer, enode })),
  })
  const addresses = authorities.map(({ listen }) => listen.address)
  const peerNetworks = options.peerNetworks ?? defaultPeerNetworks(addresses)
  for (const { path, name, host, listen, rpcPort } of authorities) {
    const settings = { form: 1, name, host, listen, rpcPort, peerNetworks } as const
    await writeNodeFolder(path, { settings, network })
  }
  await writeOperatorFile(join(folder, 'network.json'), network)
  return { folder, network, authorities: founded }
}

/** @throws {InvalidOptionError} MEDREC_OPTION_INVALID if there is none, or one twice */
export function checkAuthorities(authorities: readonly AuthorityChoice[]): void {
  if (authorities.length === 0) {
    throw new InvalidOptionError(
      'A network needs an authority at least, and three to go on when one fails. Name each with --authority "<name>=<host>:<port>".',
    )
  }
  for (const field of ['slug', 'host'] as const) {
    const values = authorities.map((authority) => authority[field])
    const twice = values.find((value, index) => values.indexOf(value) !== index)
    if (twice !== undefined) {
      throw new InvalidOptionError(`Two authorities have "${twice}". Give each a name and a host.`)
    }
  }
}

/**
 * Makes what belongs into a new folder. What fails leaves none: nobody has used its keys.
 *
 * @throws {NetworkFolderError} MEDREC_NETWORK_EXISTS if there is anything in it; it is left alone
 */
export async function makeInEmptyFolder<Made>(
  folder: string,
  make: () => Promise<Made>,
): Promise<Made> {
  await makeEmptyFolder(folder)
  try {
    return await make()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** @throws {NetworkFolderError} MEDREC_NETWORK_EXISTS if there is anything in it */
export async function makeEmptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length > 0) throw new NetworkFolderError(folder)
}

export class NetworkFolderError extends MedRecError<
  'MEDREC_NETWORK_EXISTS',
  { readonly folder: string }
> {
  override name = 'NetworkFolderError'
  constructor(folder: string) {
    super(
      'MEDREC_NETWORK_EXISTS',
      `${folder} is not empty, and nothing is overwritten: there may be keys in it. Name another folder; to start over, stop its nodes and remove the folder yourself.`,
      { details: { folder } },
    )
  }
}
