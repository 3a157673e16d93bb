import {
  type GrantMessage,
  type OpenMessage,
  packTerms,
  type SetGrantsMessage,
} from '@medrec/protocol'
import { relationshipsAbi, relationshipsBytecode } from '@medrec/smart-contracts'
import { encodeDeployData, encodeFunctionData, type Hex, hexToBigInt, slice, toHex } from 'viem'

/** The creation of Relationships, which makes its own factory of Agents. */
export function deployRelationshipsData(): Hex {
  return encodeDeployData({ abi: relationshipsAbi, bytecode: relationshipsBytecode, args: [] })
}

/** The call that submits an opening; signatures of 65 bytes. */
export function openData(message: OpenMessage, patient: Hex, delegate: Hex): Hex {
  const { sealedPointer } = message
  const call = {
    ...message,
    sealedPointer: [slice(sealedPointer, 0, 32), slice(sealedPointer, 32, 64)] as const,
    grants: message.grants.map(packedGrant),
  }
  const args = [call, compactSignature(patient), compactSignature(delegate)] as const
  return encodeFunctionData({ abi: relationshipsAbi, functionName: 'open', args })
}

/** The call that submits grants and revocations; a signature of 65 bytes. */
export function setGrantsData(message: SetGrantsMessage, signature: Hex): Hex {
  const call = { ...message, grants: message.grants.map(packedGrant) }
  const args = [call, compactSignature(signature)] as const
  return encodeFunctionData({ abi: relationshipsAbi, functionName: 'setGrants', args })
}

function packedGrant(grant: GrantMessage) {
  const { commitment, finerTerms } = grant
  return { commitment, terms: packTerms(grant), finerTerms }
}

/** ERC-2098: the parity of y in the highest bit of s. */
function compactSignature(signature: Hex): { readonly r: Hex; readonly vs: Hex } {
  const parity = hexToBigInt(slice(signature, 64, 65)) === 28n ? 1n << 255n : 0n
  const s = hexToBigInt(slice(signature, 32, 64))
  return { r: slice(signature, 0, 32), vs: toHex(s | parity, { size: 32 }) }
}
