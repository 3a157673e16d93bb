import type {
  AnchorMessage,
  DirectiveMessage,
  DisableOwnerMessage,
  EnableOwnerMessage,
  EndMessage,
  FoundMessage,
  GuardianSet,
  OpenMessage,
  RecoverMessage,
  RotateDelegateMessage,
  RotateOwnerMessage,
  SetCustodianMessage,
  SetCustodyMessage,
  SetGrantsMessage,
  SetGuardiansMessage,
  SetMembershipMessage,
  SetSwitchMessage,
  TouchMessage,
  VetoRecoveryMessage,
} from '@medrec/protocol'
import type { Address, Hex } from 'viem'

/** A message that one key signs. */
type Signed<Type extends string, Message> = {
  readonly type: Type
  readonly message: Message
  readonly signature: Hex
}

/** A message to one Agent that one key signs. */
type ToAgent<Type extends string, Message> = Signed<Type, Message> & { readonly agent: Address }

/** A message to one Agent that a new key signs besides. */
type WithNewOwner<Type extends string, Message> = ToAgent<Type, Message> & {
  /** Of the key that becomes an owner. */
  readonly ownerSignature: Hex
}

/** A guardian's agreement to a recovery. */
export type GuardianApproval = {
  /** Place of the guardian's commitment in the set. */
  readonly index: number
  /** 32 bytes. */
  readonly salt: Hex
  readonly signature: Hex
}

/** A signed message that anybody may submit, or an order that needs no signature. */
export type RelayMessage =
  | {
      readonly type: 'Open'
      readonly message: OpenMessage
      readonly patientSignature: Hex
      readonly delegateSignature: Hex
    }
  | Signed<'SetGrants', SetGrantsMessage>
  | Signed<'End', EndMessage>
  | {
      readonly type: 'RotateDelegate'
      readonly message: RotateDelegateMessage
      readonly currentSignature: Hex
      readonly nextSignature: Hex
    }
  /** A directive whose switch has opened. */
  | { readonly type: 'Release'; readonly message: DirectiveMessage }
  | WithNewOwner<'EnableOwner', EnableOwnerMessage>
  | ToAgent<'DisableOwner', DisableOwnerMessage>
  | WithNewOwner<'RotateOwner', RotateOwnerMessage>
  | ToAgent<'SetCustodian', SetCustodianMessage>
  | ToAgent<'SetCustody', SetCustodyMessage>
  | ToAgent<'SetGuardians', SetGuardiansMessage>
  | {
      readonly type: 'Recover'
      readonly agent: Address
      readonly message: RecoverMessage
      readonly guardians: GuardianSet
      /** By ascending address of their signers. */
      readonly approvals: readonly GuardianApproval[]
      /** Of the key that becomes an owner. */
      readonly ownerSignature: Hex
    }
  | ToAgent<'VetoRecovery', VetoRecoveryMessage>
  | {
      /** A recovery whose delay is over. */
      readonly type: 'CompleteRecovery'
      readonly agent: Address
      readonly message: Pick<RecoverMessage, 'owner' | 'sealedPointer'>
    }
  | ToAgent<'SetSwitch', SetSwitchMessage>
  | ToAgent<'Touch', TouchMessage>
  | Signed<'Found', FoundMessage>
  | Signed<'SetMembership', SetMembershipMessage>
  | Signed<'Anchor', AnchorMessage>
  | { readonly type: 'CreateAgent'; readonly owner: Address }

export type RelayType = RelayMessage['type']
export type RelayMessageOf<Type extends RelayType> = Extract<RelayMessage, { readonly type: Type }>
