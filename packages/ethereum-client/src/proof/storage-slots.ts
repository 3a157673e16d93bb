import { encodeAbiParameters, type Hex, hexToBigInt, keccak256, numberToHex } from 'viem'

/** Where the Relationships contract keeps what, which is part of the protocol. */

const RELATIONSHIPS_SLOT = 0n
const GRANTS_SLOT = 1n

/**
 * The slot that has the Agent of a relationship, how often its delegate changed, and whether it
 * ended.
 *
 * @returns 32 bytes, as `eth_getProof` takes it
 * @see packages/smart-contracts/contracts/interfaces/IRelationships.sol
 */
export function relationshipSlot(relationshipId: Hex): Hex {
  return slotIn(slotAt(RELATIONSHIPS_SLOT), relationshipId)
}

/**
 * The slots that have a grant: its terms, and its finer terms.
 *
 * @returns 32 bytes each, as `eth_getProof` takes them
 * @see packages/smart-contracts/contracts/interfaces/IRelationships.sol
 */
export function grantSlots(
  relationshipId: Hex,
  commitment: Hex,
): { readonly terms: Hex; readonly finerTerms: Hex } {
  const terms = slotIn(slotIn(slotAt(GRANTS_SLOT), relationshipId), commitment)
  return { terms, finerTerms: slotAt(BigInt.asUintN(256, hexToBigInt(terms) + 1n)) }
}

/** Where a mapping that stands in `slot` keeps the value of `key`. */
function slotIn(slot: Hex, key: Hex): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'bytes32' }], [key, slot]))
}

function slotAt(place: bigint): Hex {
  return numberToHex(place, { size: 32 })
}
