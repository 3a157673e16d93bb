import type { Address } from 'viem'

/**
 * When a block counts as final. `at-once`: one process seals, nobody can disagree, and a chain that
 * goes back is a crash whose lost messages are relayed again.
 */
export type FinalityRule = 'at-once'

/** What an engine can and cannot promise; each one is shown to people or decides a check. */
export type EngineCapabilities = {
  /** The whole chain is one process on one machine; the client says so. */
  readonly isSingleMachine: boolean
  /** A hard kill may take back blocks that were already final. */
  readonly losesBlocksOnKill: boolean
  /** `fund` makes coins out of nothing; otherwise it sends them from an account with some. */
  readonly mintsFunds: boolean
}

/** How the process behind an engine ended. */
export type EngineEnd = { readonly code: number | null; readonly signal: string | null }

/** A running chain. Disposing of it stops it, with its state on disk. */
export interface Engine extends AsyncDisposable {
  readonly name: string
  /** Loopback only. Whoever reaches it may do anything, so only our own proxy does. */
  readonly rpcUrl: string
  /** Random for each network, below 2^53. */
  readonly chainId: number
  readonly finality: FinalityRule
  readonly capabilities: EngineCapabilities
  /** `older-copy` if the newest state could not be read: the last seconds are lost. */
  readonly startedFrom: 'nothing' | 'newest-state' | 'older-copy'
  /** Process that runs the chain, to be named to people when something is wrong with it. */
  readonly processId: number
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<EngineEnd>
  /** Makes sure that an account owns at least `wei`. Safe to repeat. */
  fund(address: Address, wei: bigint): Promise<void>
}
