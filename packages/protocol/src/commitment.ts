import { type Address, encodeAbiParameters, type Hex, keccak256, toBytes } from 'viem'

const COMMITMENT_TAG = keccak256(toBytes('medrec:commitment:v1'))

/**
 * Commits to a viewer without naming it: who does not know the salt learns nothing from the chain.
 *
 * @returns keccak256(abi.encode(tag, chain id, contract, relationship id, viewer, salt)), 32 bytes
 * @see vectors/typed-messages.json
 */
export function commitmentOf(parts: {
  readonly chainId: number
  /** The Relationships contract. */
  readonly contract: Address
  readonly relationshipId: Hex
  readonly viewer: Address
  /** 32 bytes, known to the patient, the provider and the viewer alone. */
  readonly salt: Hex
}): Hex {
  return keccak256(
    encodeAbiParameters(
      [
        { type: 'bytes32' },
        { type: 'uint256' },
        { type: 'address' },
        { type: 'bytes32' },
        { type: 'address' },
        { type: 'bytes32' },
      ],
      [
        COMMITMENT_TAG,
        BigInt(parts.chainId),
        parts.contract,
        parts.relationshipId,
        parts.viewer,
        parts.salt,
      ],
    ),
  )
}

/** The id of a relationship: it stays when the delegate rotates. */
export function relationshipIdOf(parts: {
  readonly chainId: number
  /** The Relationships contract. */
  readonly contract: Address
  readonly agent: Address
  readonly firstDelegate: Address
}): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'uint256' }, { type: 'address' }, { type: 'address' }, { type: 'address' }],
      [BigInt(parts.chainId), parts.contract, parts.agent, parts.firstDelegate],
    ),
  )
}
