/** The EIP-712 types that people sign, as the interfaces give them, and the names of their domains. */
const GRANT = [
  { name: 'commitment', type: 'bytes32' },
  { name: 'readKinds', type: 'uint64' },
  { name: 'writeKinds', type: 'uint64' },
  { name: 'notBefore', type: 'uint40' },
  { name: 'notAfter', type: 'uint40' },
  { name: 'purposes', type: 'uint16' },
  { name: 'version', type: 'uint32' },
  { name: 'finerTerms', type: 'bytes32' },
]
const KINDS = [
  { name: 'kindsVersion', type: 'uint16' },
  { name: 'kindsHash', type: 'bytes32' },
]
const DEADLINE = [{ name: 'deadline', type: 'uint40' }]
const NUMBERED = [{ name: 'nonce', type: 'uint64' }, ...DEADLINE]
const POINTER = { name: 'sealedPointer', type: 'bytes' }

export const SIGNED_TYPES = {
  EnableOwner: [{ name: 'owner', type: 'address' }, POINTER, ...NUMBERED],
  DisableOwner: [{ name: 'owner', type: 'address' }, ...NUMBERED],
  RotateOwner: [
    { name: 'oldOwner', type: 'address' },
    { name: 'newOwner', type: 'address' },
    POINTER,
    ...NUMBERED,
  ],
  SetCustodian: [
    { name: 'custodian', type: 'address' },
    { name: 'rights', type: 'uint8' },
    { name: 'until', type: 'uint40' },
    ...NUMBERED,
  ],
  SetCustody: [
    { name: 'ownerRights', type: 'uint8' },
    { name: 'until', type: 'uint40' },
    { name: 'custodian', type: 'address' },
    ...NUMBERED,
  ],
  SetGuardians: [{ name: 'guardiansHash', type: 'bytes32' }, ...NUMBERED],
  Recover: [{ name: 'owner', type: 'address' }, POINTER, ...NUMBERED],
  VetoRecovery: NUMBERED,
  SetSwitch: [
    { name: 'timeout', type: 'uint40' },
    { name: 'directives', type: 'bytes32[]' },
    ...NUMBERED,
  ],
  Touch: NUMBERED,
  Call: [
    { name: 'to', type: 'address' },
    { name: 'data', type: 'bytes' },
  ],
  Execute: [{ name: 'calls', type: 'Call[]' }, ...NUMBERED],
  Grant: GRANT,
  Open: [
    { name: 'owner', type: 'address' },
    { name: 'agent', type: 'address' },
    { name: 'delegate', type: 'address' },
    POINTER,
    { name: 'grants', type: 'Grant[]' },
    ...KINDS,
    ...DEADLINE,
  ],
  SetGrants: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'grants', type: 'Grant[]' },
    ...KINDS,
    ...DEADLINE,
  ],
  Directive: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'grants', type: 'Grant[]' },
    ...KINDS,
    { name: 'salt', type: 'bytes32' },
  ],
  End: [{ name: 'relationshipId', type: 'bytes32' }, ...DEADLINE],
  RotateDelegate: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'delegate', type: 'address' },
    { name: 'rotation', type: 'uint32' },
    ...DEADLINE,
  ],
  Found: [{ name: 'founder', type: 'address' }, { name: 'salt', type: 'bytes32' }, ...DEADLINE],
  SetMembership: [
    { name: 'group', type: 'address' },
    { name: 'administrator', type: 'address' },
    { name: 'agent', type: 'address' },
    { name: 'isMember', type: 'bool' },
    { name: 'isAdministrator', type: 'bool' },
    ...NUMBERED,
  ],
  Anchor: [
    { name: 'provider', type: 'address' },
    { name: 'interval', type: 'uint40' },
    { name: 'root', type: 'bytes32' },
  ],
} as const

export type SignedType = Exclude<keyof typeof SIGNED_TYPES, 'Grant' | 'Call' | 'Directive'>

export const DOMAIN_NAMES = {
  agent: 'MedRec Agent',
  relationships: 'MedRec Relationships',
  groups: 'MedRec AgentGroups',
  anchors: 'MedRec AccessLogAnchors',
} as const
