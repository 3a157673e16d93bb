/** The tables of EIP-712 types, as the natspec of IAgent and IRelationships gives them. */
export const TYPES = {
  Open: [
    { name: 'owner', type: 'address' },
    { name: 'agent', type: 'address' },
    { name: 'delegate', type: 'address' },
    { name: 'sealedPointer', type: 'bytes' },
    { name: 'grants', type: 'Grant[]' },
    { name: 'kindsVersion', type: 'uint16' },
    { name: 'kindsHash', type: 'bytes32' },
    { name: 'deadline', type: 'uint40' },
  ],
  SetGrants: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'grants', type: 'Grant[]' },
    { name: 'kindsVersion', type: 'uint16' },
    { name: 'kindsHash', type: 'bytes32' },
    { name: 'deadline', type: 'uint40' },
  ],
  Grant: [
    { name: 'commitment', type: 'bytes32' },
    { name: 'readKinds', type: 'uint64' },
    { name: 'writeKinds', type: 'uint64' },
    { name: 'notBefore', type: 'uint40' },
    { name: 'notAfter', type: 'uint40' },
    { name: 'purposes', type: 'uint16' },
    { name: 'version', type: 'uint32' },
    { name: 'finerTerms', type: 'bytes32' },
  ],
  RotateDelegate: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'delegate', type: 'address' },
    { name: 'rotation', type: 'uint32' },
    { name: 'deadline', type: 'uint40' },
  ],
  End: [
    { name: 'relationshipId', type: 'bytes32' },
    { name: 'deadline', type: 'uint40' },
  ],
  EnableOwner: [
    { name: 'owner', type: 'address' },
    { name: 'sealedPointer', type: 'bytes' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint40' },
  ],
  DisableOwner: [
    { name: 'owner', type: 'address' },
    { name: 'nonce', type: 'uint64' },
    { name: 'deadline', type: 'uint40' },
  ],
} as const
