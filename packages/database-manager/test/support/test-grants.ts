import {
  commitmentOf,
  type GrantMessage,
  KINDS_HASH,
  KINDS_VERSION,
  kindMask,
  purposeMask,
  relationshipsDomain,
  typedSetGrants,
  unpackTerms,
} from '@medrec/protocol'
import { type Address, type Hex, parseAbi, zeroHash } from 'viem'
import type { TestNetwork } from './test-network.ts'
import type { TestPatient } from './test-patient.ts'
import { nowSeconds } from './test-session.ts'

/** The salt of every test grant. */
export const SALT: Hex = `0x${'5a'.repeat(32)}`
const DAY = 86_400

export function domainOf({ network }: TestNetwork) {
  const { chainId, relationships: contract } = network
  return relationshipsDomain({ chainId, contract })
}

export function grantTo(
  { relationshipId }: TestPatient,
  to: { readonly network: TestNetwork; readonly viewer: Address },
  terms: Partial<GrantMessage> = {},
): GrantMessage {
  const { chainId, relationships: contract } = to.network.network
  const { viewer } = to
  return {
    commitment: commitmentOf({ chainId, contract, relationshipId, viewer, salt: SALT }),
    readKinds: kindMask(['laboratory', 'conditions']),
    writeKinds: 0n,
    notBefore: 0,
    notAfter: nowSeconds() + DAY,
    purposes: purposeMask(['TREAT']),
    version: 1,
    finerTerms: zeroHash,
    ...terms,
  }
}

/** A change of grants, signed and ready to be relayed. */
export async function setGrants(
  of: { readonly network: TestNetwork; readonly patient: TestPatient },
  grants: readonly GrantMessage[],
  { signer = of.patient.account, deadline = nowSeconds() + 600 } = {},
) {
  const { relationshipId } = of.patient
  const kinds = { kindsVersion: KINDS_VERSION, kindsHash: KINDS_HASH }
  const message = { relationshipId, grants, ...kinds, deadline }
  const signature = await signer.signTypedData(typedSetGrants(domainOf(of.network), message))
  return { type: 'SetGrants', message, signature }
}

const RELATIONSHIPS = parseAbi([
  'function grantOf(bytes32 id, bytes32 commitment) view returns (uint256 terms, bytes32 finerTerms)',
])

export async function versionOnChain(
  { network }: TestNetwork,
  relationshipId: Hex,
  commitment: Hex,
): Promise<number> {
  const [terms, finerTerms] = await network.client.readContract({
    address: network.relationships,
    abi: RELATIONSHIPS,
    functionName: 'grantOf',
    args: [relationshipId, commitment],
  })
  return unpackTerms(terms, finerTerms).version
}

export function engineProcessOf({ engine }: TestNetwork): number {
  // 0 would mean this very process and its group.
  if (!engine.processId) throw new Error('The engine has no process.')
  return engine.processId
}
