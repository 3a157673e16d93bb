import { MedRecError } from '@medrec/protocol'
import { agentRegistryAbi } from '@medrec/smart-contracts'
import {
  type Address,
  createPublicClient,
  getAddress,
  type Hex,
  http,
  type PublicClient,
} from 'viem'

/** A provider of the network, as its AgentRegistry lists it. */
export type Member = {
  readonly agent: Address
  /** The account that pays for what it relays. */
  readonly account: Address
  /** The address that seals its blocks; zero if it seals none. */
  readonly sealer: Address
  /** Raw X25519 public key, 32 bytes. */
  readonly hpkeKey: Hex
  /** Raw Ed25519 public key, 32 bytes. */
  readonly logKey: Hex
  readonly name: string
  /** `host` or `host:port`, as it stands in an origin. */
  readonly host: string
}

/** A network to read from: a chain, its registry and what the registry names. */
export type Network = {
  readonly chainId: number
  readonly registry: Address
  readonly factory: Address
  readonly relationships: Address
  readonly groups: Address
  readonly anchors: Address
  /** viem client that never caches a block number. */
  readonly client: PublicClient
  /** The members now, asked of the registry. */
  readonly readMembers: () => Promise<readonly Member[]>
}

export type NetworkOptions = {
  readonly rpcUrl: string
  readonly chainId: number
  readonly registry: Address
  /** Instead of the global one. */
  readonly fetchFn?: typeof fetch
}

/**
 * Connects to a network by what names it, and reads the addresses of its contracts.
 *
 * @throws {NetworkError} MEDREC_CHAIN_UNREACHABLE if nothing answers (retryable),
 *   MEDREC_CHAIN_WRONG if another chain answers, MEDREC_CHAIN_NO_REGISTRY if the chain has no
 *   AgentRegistry at this address.
 */
export async function createNetworkClient(options: NetworkOptions): Promise<Network> {
  const { chainId } = options
  const registry = getAddress(options.registry)
  const client = createPublicClient({
    cacheTime: 0,
    transport: http(options.rpcUrl, {
      retryCount: 1,
      timeout: 10_000,
      // A manager's node is near: packing and unpacking costs both more than the bytes would. Browsers
      // ask for what they like.
      fetchOptions: { headers: { 'accept-encoding': 'identity' } },
      ...(options.fetchFn === undefined ? {} : { fetchFn: options.fetchFn }),
    }),
  })
  const named = { chainId, registry }
  const answering = await client.getChainId().catch((cause: unknown) => {
    throw new NetworkError('MEDREC_CHAIN_UNREACHABLE', named, cause)
  })
  if (answering !== chainId) throw new NetworkError('MEDREC_CHAIN_WRONG', named)
  const contract = { address: registry, abi: agentRegistryAbi } as const
  const [factory, relationships, groups, anchors] = await Promise.all([
    client.readContract({ ...contract, functionName: 'factory' }),
    client.readContract({ ...contract, functionName: 'relationships' }),
    client.readContract({ ...contract, functionName: 'groups' }),
    client.readContract({ ...contract, functionName: 'anchors' }),
  ]).catch((cause: unknown) => {
    throw new NetworkError('MEDREC_CHAIN_NO_REGISTRY', named, cause)
  })
  return {
    chainId,
    registry,
    factory,
    relationships,
    groups,
    anchors,
    client,
    readMembers: () => client.readContract({ ...contract, functionName: 'members' }),
  }
}

const SENTENCES = {
  MEDREC_CHAIN_UNREACHABLE: 'The chain does not answer. Check that it runs, then try again.',
  MEDREC_CHAIN_WRONG:
    'Another chain than the one of this network answers. Check the address of the chain in the configuration.',
  MEDREC_CHAIN_NO_REGISTRY:
    'This chain has no AgentRegistry where the network says it is. It may have lost its newest blocks: deploy the network again, or start over with --reset.',
} as const

export class NetworkError extends MedRecError<
  keyof typeof SENTENCES,
  { readonly chainId: number; readonly registry: Address }
> {
  override name = 'NetworkError'

  constructor(
    code: keyof typeof SENTENCES,
    details: { readonly chainId: number; readonly registry: Address },
    cause?: unknown,
  ) {
    const retryable = code === 'MEDREC_CHAIN_UNREACHABLE'
    super(code, SENTENCES[code], { details, retryable, cause })
  }
}
