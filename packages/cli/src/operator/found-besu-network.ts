import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createProviderKeys } from '@medrec/database-manager'
import {
  besuGenesis,
  EPOCH_BLOCKS,
  enodeOf,
  freePort,
  type NetworkFile,
  randomChainId,
  writeNetworkFile,
} from '@medrec/ethereum-client/node'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import type { AuthorityChoice } from './authority-choice.ts'
import { checkAuthorities, makeInEmptyFolder } from './found-network.ts'
import { writeOperatorFile } from './operator-file.ts'
import { FIRST_EVENT_BLOCK, type FoundedAuthority, signFounding } from './sign-founding.ts'

export type FoundBesuOptions = {
  /** Made; must be absent or empty. */
  readonly folder: string
  readonly authorities: readonly AuthorityChoice[]
  readonly periodSeconds: number
  /** Who names the validators: votes in block headers, or the AgentRegistry from a block on. */
  readonly validators: 'header' | 'contract'
  readonly delaySeconds?: number
  readonly say?: (line: string) => void
}

export type FoundedBesuNetwork = {
  readonly folder: string
  readonly network: NetworkFile
  readonly authorities: readonly FoundedAuthority[]
}

/** The contracts have to be there by then, or the chain has no validators and halts. */
const REGISTRY_FROM_BLOCK = 1_000

/**
 * Writes what Besu needs for a QBFT network: genesis, configuration, node keys, static peers, and
 * the signed deployment of the contracts. Written from Besu's documentation; no Besu was run.
 *
 * @throws {NetworkFolderError} MEDREC_NETWORK_EXISTS
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID
 * @throws {DeploymentError} MEDREC_DEPLOYMENT_FAILED if a name or a host cannot stand in the registry
 */
export async function foundBesuNetwork(options: FoundBesuOptions): Promise<FoundedBesuNetwork> {
  checkAuthorities(options.authorities)
  return makeInEmptyFolder(options.folder, () => makeBesuNetwork(options))
}

async function makeBesuNetwork(options: FoundBesuOptions): Promise<FoundedBesuNetwork> {
  const { folder, periodSeconds, validators, delaySeconds, say = () => undefined } = options
  const authorities = []
  for (const choice of options.authorities) {
    say(`Making the keys of ${choice.name}`)
    const path = join(folder, choice.slug)
    const listen = choice.listen ?? { address: '127.0.0.1', port: await freePort(0) }
    const nodeKey = generatePrivateKey()
    await mkdir(join(path, 'data'), { recursive: true, mode: 0o700 })
    // Besu keeps its key in the clear: it is as safe as this file.
    await writeFile(join(path, 'data', 'key'), nodeKey, { mode: 0o600, flag: 'wx' })
    const keys = await createProviderKeys(join(path, 'provider'))
    const sealer = privateKeyToAccount(nodeKey).address
    const enode = enodeOf(nodeKey, listen)
    authorities.push({ ...choice, path, listen, sealer, enode, keys, rpcPort: await freePort(0) })
  }
  say('Signing the deployment of the contracts')
  const chainId = randomChainId()
  const { deployment, alloc, founded } = await signFounding({ chainId, authorities, delaySeconds })
  const { registry } = deployment
  const genesis = besuGenesis({
    ...{ chainId, periodSeconds, epochBlocks: EPOCH_BLOCKS },
    validators: authorities.map(({ sealer }) => sealer),
    alloc,
    ...(validators === 'contract' && { registryFrom: { block: REGISTRY_FROM_BLOCK, registry } }),
  })
  const network = { chainId, registry, deploymentBlock: FIRST_EVENT_BLOCK, engine: 'besu' }
  const enodes = authorities.map(({ enode }) => enode)
  for (const { path, listen, rpcPort } of authorities) {
    await writeOperatorFile(join(path, 'genesis.json'), genesis)
    await writeOperatorFile(join(path, 'static-nodes.json'), enodes)
    await writeOperatorFile(join(path, 'deployment.json'), deployment.transactions)
    await writeFile(join(path, 'config.toml'), besuConfig({ listen, rpcPort, validators }))
    await writeNetworkFile(join(path, 'network.json'), network)
  }
  await writeNetworkFile(join(folder, 'network.json'), network)
  return { folder, network, authorities: founded }
}

/** Paths are relative to the authority's folder, where Besu is started. */
function besuConfig({
  listen,
  rpcPort,
  validators,
}: {
  readonly listen: { readonly address: string; readonly port: number }
  readonly rpcPort: number
  readonly validators: FoundBesuOptions['validators']
}): string {
  // The votes of headers are calls, which need to know the node's peers; a registry needs none.
  const votes = validators === 'header' ? ['QBFT', 'ADMIN'] : []
  const apis = ['ETH', 'NET', 'WEB3', ...votes]
  const settings = {
    'data-path': 'data',
    'genesis-file': 'genesis.json',
    'static-nodes-file': 'static-nodes.json',
    'discovery-enabled': false,
    'nat-method': 'NONE',
    'p2p-host': listen.address,
    'p2p-interface': listen.address,
    'p2p-port': listen.port,
    'min-gas-price': 1,
    'rpc-http-enabled': true,
    'rpc-http-host': '127.0.0.1',
    'rpc-http-port': rpcPort,
    'rpc-http-api': apis,
    'host-allowlist': ['localhost', '127.0.0.1'],
  }
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return `${lines.join('\n')}\n`
}
