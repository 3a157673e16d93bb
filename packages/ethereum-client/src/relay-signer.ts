import {
  accessLogAnchorsDomain,
  agentDomain,
  agentGroupsDomain,
  relationshipsDomain,
  typedAnchor,
  typedDisableOwner,
  typedEnableOwner,
  typedEnd,
  typedFound,
  typedOpen,
  typedRecover,
  typedRotateDelegate,
  typedRotateOwner,
  typedSetCustodian,
  typedSetCustody,
  typedSetGrants,
  typedSetGuardians,
  typedSetMembership,
  typedSetSwitch,
  typedTouch,
  typedVetoRecovery,
} from '@medrec/protocol'
import { type Address, type Hex, hashTypedData, recoverAddress } from 'viem'
import type { Network } from './network.ts'
import type { RelayMessage, RelayMessageOf, RelayType } from './relay-message.ts'

/** What was signed, and the signature of the one who decides. */
type SignedHash = { readonly hash: Hex; readonly signature: Hex }
type Contracts = Pick<Network, 'chainId' | 'relationships' | 'groups' | 'anchors'>

const ofRelationships = ({ chainId, relationships: contract }: Contracts) =>
  relationshipsDomain({ chainId, contract })
const ofGroups = ({ chainId, groups: contract }: Contracts) =>
  agentGroupsDomain({ chainId, contract })
const ofAgent = ({ chainId }: Contracts, { agent }: { readonly agent: Address }) =>
  agentDomain({ chainId, agent })

/** Types that nobody signs are left out. */
const SIGNED: {
  readonly [Type in Exclude<RelayType, 'Release' | 'CompleteRecovery' | 'CreateAgent'>]: (
    relay: RelayMessageOf<Type>,
    contracts: Contracts,
  ) => SignedHash
} = {
  Open: ({ message, patientSignature: signature }, contracts) => ({
    ...{ hash: hashTypedData(typedOpen(ofRelationships(contracts), message)), signature },
  }),
  SetGrants: ({ message, signature }, contracts) => ({
    ...{ hash: hashTypedData(typedSetGrants(ofRelationships(contracts), message)), signature },
  }),
  End: ({ message, signature }, contracts) => ({
    ...{ hash: hashTypedData(typedEnd(ofRelationships(contracts), message)), signature },
  }),
  RotateDelegate: ({ message, currentSignature: signature }, contracts) => ({
    ...{ hash: hashTypedData(typedRotateDelegate(ofRelationships(contracts), message)), signature },
  }),
  EnableOwner: (relay, contracts) => ({
    hash: hashTypedData(typedEnableOwner(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  DisableOwner: (relay, contracts) => ({
    hash: hashTypedData(typedDisableOwner(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  RotateOwner: (relay, contracts) => ({
    hash: hashTypedData(typedRotateOwner(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  SetCustodian: (relay, contracts) => ({
    hash: hashTypedData(typedSetCustodian(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  SetCustody: (relay, contracts) => ({
    hash: hashTypedData(typedSetCustody(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  SetGuardians: (relay, contracts) => ({
    hash: hashTypedData(typedSetGuardians(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  Recover: (relay, contracts) => ({
    hash: hashTypedData(typedRecover(ofAgent(contracts, relay), relay.message)),
    signature: relay.ownerSignature,
  }),
  VetoRecovery: (relay, contracts) => ({
    hash: hashTypedData(typedVetoRecovery(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  SetSwitch: (relay, contracts) => ({
    hash: hashTypedData(typedSetSwitch(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  Touch: (relay, contracts) => ({
    hash: hashTypedData(typedTouch(ofAgent(contracts, relay), relay.message)),
    signature: relay.signature,
  }),
  Found: ({ message, signature }, contracts) => ({
    ...{ hash: hashTypedData(typedFound(ofGroups(contracts), message)), signature },
  }),
  SetMembership: ({ message, signature }, contracts) => ({
    ...{ hash: hashTypedData(typedSetMembership(ofGroups(contracts), message)), signature },
  }),
  Anchor({ message, signature }, { chainId, anchors: contract }) {
    const domain = accessLogAnchorsDomain({ chainId, contract })
    return { hash: hashTypedData(typedAnchor(domain, message)), signature }
  },
}

/**
 * Recovers who signed a message, for whoever obeys it before a block has it. Of two signers the
 * first named in {@link RelayMessage}; undefined where nobody signs.
 */
export async function signerOf(
  contracts: Contracts,
  relay: RelayMessage,
): Promise<Address | undefined> {
  if (!Object.hasOwn(SIGNED, relay.type)) return undefined
  // The table has one function for each type, which TypeScript does not carry through the look-up.
  const signedHashOf = SIGNED[relay.type as keyof typeof SIGNED] as (
    relay: RelayMessage,
    contracts: Contracts,
  ) => SignedHash
  return await recoverAddress(signedHashOf(relay, contracts))
}
