import type { Address, Hex } from 'viem'

/** What `/network.json` tells the page: where the rules are kept and who takes part. */
export type NetworkDescription = {
  readonly chainId: number
  readonly registry: Address
  readonly factory: Address
  readonly relationships: Address
  /** First block that can hold an event of ours. */
  readonly deploymentBlock: number
  readonly engine: string
  /** The registry's members, in its order. */
  readonly providers: readonly NetworkProvider[]
}

export type NetworkProvider = {
  readonly name: string
  /** Host and port as the registry has them, e.g. `localhost:8481`. */
  readonly host: string
  readonly agent: Address
  readonly hpkeKey: Hex
  readonly logKey: Hex
  /** The kind of database behind this provider, in words for a person. */
  readonly silo?: string
}
