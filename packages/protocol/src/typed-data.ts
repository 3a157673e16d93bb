import type { Address, TypedDataDomain } from 'viem'

/**
 * What all signed messages share (EIP-712): where they count, and how a table of types becomes what
 * is signed. Messages that change the chain are checked by the contract in their domain; statements
 * are kept by both sides and bound to the network through its AgentRegistry.
 *
 * @see https://eips.ethereum.org/EIPS/eip-712
 * @see vectors/typed-messages.json
 */

/** The domain of the messages that Relationships checks. */
export function relationshipsDomain(parts: {
  readonly chainId: number
  readonly contract: Address
}): TypedDataDomain {
  return domain('MedRec Relationships', parts.chainId, parts.contract)
}

/** The domain of the messages that one Agent checks: its own address. */
export function agentDomain(parts: {
  readonly chainId: number
  readonly agent: Address
}): TypedDataDomain {
  return domain('MedRec Agent', parts.chainId, parts.agent)
}

/** The domain of the messages that AgentGroups checks. */
export function agentGroupsDomain(parts: {
  readonly chainId: number
  readonly contract: Address
}): TypedDataDomain {
  return domain('MedRec AgentGroups', parts.chainId, parts.contract)
}

/** The domain of the messages that AccessLogAnchors checks. */
export function accessLogAnchorsDomain(parts: {
  readonly chainId: number
  readonly contract: Address
}): TypedDataDomain {
  return domain('MedRec AccessLogAnchors', parts.chainId, parts.contract)
}

/** The domain of statements that no contract checks: the network, named by its AgentRegistry. */
export function networkDomain(parts: {
  readonly chainId: number
  readonly registry: Address
}): TypedDataDomain {
  return domain('MedRec', parts.chainId, parts.registry)
}

type Fields = readonly { readonly name: string; readonly type: string }[]

/**
 * Makes the function that turns a message into what viem signs, hashes and recovers:
 * `typed<EndMessage>()({ End: [...] }, 'End')`. In two steps, since TypeScript infers all types of a
 * call or none.
 */
export function typed<Message>() {
  return <const Types extends Readonly<Record<string, Fields>>, Name extends keyof Types & string>(
    types: Types,
    primaryType: Name,
  ) =>
    (typedDataDomain: TypedDataDomain, message: Message) => ({
      domain: typedDataDomain,
      types,
      primaryType,
      message,
    })
}

function domain(name: string, chainId: number, verifyingContract: Address): TypedDataDomain {
  return { name, version: '1', chainId, verifyingContract }
}
