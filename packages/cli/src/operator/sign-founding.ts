import type { ProviderPublicKeys } from '@medrec/database-manager'
import { type SignedDeployment, signDeployment } from '@medrec/ethereum-client/node'
import { type Address, parseEther } from 'viem'

/** An authority whose keys are made, and whose network is not. */
export type FoundingAuthority = {
  readonly name: string
  readonly host: string
  /** Its folder. */
  readonly path: string
  readonly sealer: Address
  readonly keys: ProviderPublicKeys
}

export type FoundedAuthority = {
  readonly name: string
  readonly folder: string
  readonly sealer: Address
  readonly agent: Address
}

export type Founding = {
  readonly deployment: SignedDeployment
  /** What accounts own in the genesis, in wei. */
  readonly alloc: ReadonlyMap<Address, bigint>
  /** In the order of the authorities. */
  readonly founded: readonly FoundedAuthority[]
}

/** More than all fees of a provider in its life; coins buy nothing else here. */
const RELAYER_WEI = parseEther('1000000')

/** The first block that can have an event: the genesis has none. */
export const FIRST_EVENT_BLOCK = 1

/**
 * Signs the deployment of a network's contracts with these authorities as its founding members, and
 * says what the genesis has to give them. Sends nothing.
 *
 * @throws {DeploymentError} MEDREC_DEPLOYMENT_FAILED if a name or a host cannot stand in the registry
 */
export async function signFounding(options: {
  readonly chainId: number
  readonly authorities: readonly FoundingAuthority[]
  /** Between a proposal that narrows and its enacting; a day if absent. */
  readonly delaySeconds?: number | undefined
}): Promise<Founding> {
  const { chainId, authorities, delaySeconds } = options
  const deployment = await signDeployment({
    chainId,
    foundingMembers: authorities.map(({ name, host, sealer, keys }) => ({
      ...{ name, host, sealer, owner: keys.owner, account: keys.relayer },
      ...{ hpkeKey: keys.hpkeKey, logKey: keys.logKey },
    })),
    ...(delaySeconds === undefined ? {} : { delaySeconds }),
  })
  const { deployer, agents } = deployment
  return {
    deployment,
    alloc: new Map([
      ...authorities.map(({ keys }) => [keys.relayer, RELAYER_WEI] as const),
      [deployer.address, deployer.wei] as const,
    ]),
    founded: authorities.map(({ name, path, sealer }, index) => ({
      ...{ name, folder: path, sealer },
      agent: agents[index] ?? sealer,
    })),
  }
}
