import type { Address } from 'viem'

/** What authentication asks of the permission view; answered from memory. */
export interface KeyView {
  /** Whether `signer` is an enabled key of `agent`, so that it may read for it. */
  mayRead(agent: Address, signer: Address): boolean
  /** Whether the Agent is that of a provider in the registry now. */
  isMember(agent: Address): boolean
}
