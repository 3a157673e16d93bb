/**
 * One thing that somebody submits, by names instead of addresses, so that a failing sequence can be
 * read. It carries all that is in the message, also what is wrong with it, and can be submitted
 * again as it is.
 */

/** Somebody's key. */
export type Key = string
/** `person p0` or `provider h0`: whose first owner is which key. */
export type AgentName = string
/** `person p0 & d0`: an Agent and the first delegate. */
export type RelationshipName = string
/** `group person p0 #1`: the founder and the salt. */
export type GroupName = string
/** Who may be named in a group; `nobody` is the zero address. */
export type Subject = AgentName | GroupName | 'nobody'
/** 64 bytes of one colour, none, or one byte too few. */
export type Pointer = 'none' | 'red' | 'blue' | 'short'

/** Whose signature stands under a message, and over what it really was made. */
export type Signing = {
  readonly by: Key
  /** `nothing` is no signature at all; everything but `this` recovers to nobody we know. */
  readonly over: 'this' | 'another chain' | 'another contract' | 'another message' | 'nothing'
}

export type Grant = {
  readonly viewer: number
  readonly readKinds: number
  readonly writeKinds: number
  readonly notBefore: number
  readonly notAfter: number
  readonly purposes: number
  readonly version: number
  /** 0: none. */
  readonly finerTerms: number
}

export type Directive = {
  readonly relationship: RelationshipName
  readonly grants: readonly Grant[]
  readonly salt: number
}

export type GuardianSet = {
  readonly threshold: number
  readonly delaySeconds: number
  readonly members: readonly Key[]
}

type Numbered = { readonly nonce: number; readonly deadline: number }
type ByOwner = Numbered & { readonly agent: AgentName; readonly signature: Signing }

export type Operation =
  | { readonly type: 'createAgent'; readonly agent: AgentName }
  | (ByOwner & {
      readonly type: 'enableOwner'
      readonly owner: Key
      readonly pointer: Pointer
      readonly ownerSignature: Signing
    })
  | (ByOwner & { readonly type: 'disableOwner'; readonly owner: Key })
  | (ByOwner & {
      readonly type: 'rotateOwner'
      readonly oldOwner: Key
      readonly newOwner: Key
      readonly pointer: Pointer
      readonly ownerSignature: Signing
    })
  | (ByOwner & {
      readonly type: 'setCustodian'
      readonly custodian: Key
      readonly rights: number
      readonly until: number
    })
  | (ByOwner & {
      readonly type: 'setCustody'
      readonly ownerRights: number
      readonly until: number
      readonly custodian: Key
    })
  | (ByOwner & { readonly type: 'setGuardians'; readonly guardians: GuardianSet | null })
  | (Numbered & {
      readonly type: 'proposeRecovery'
      readonly agent: AgentName
      readonly owner: Key
      readonly pointer: Pointer
      readonly guardians: GuardianSet
      /** `index` in the members; submitted in the order of addresses, or against it. */
      readonly approvals: readonly { readonly index: number; readonly signature: Signing }[]
      readonly order: 'ascending' | 'descending'
      readonly ownerSignature: Signing
    })
  | (ByOwner & { readonly type: 'vetoRecovery' })
  | {
      readonly type: 'completeRecovery'
      readonly agent: AgentName
      readonly owner: Key
      readonly pointer: Pointer
    }
  | (ByOwner & {
      readonly type: 'setSwitch'
      readonly timeout: number
      readonly directives: readonly Directive[]
    })
  | (ByOwner & { readonly type: 'touch' })
  /** What the provider's Agent submits itself, in this order. */
  | (ByOwner & { readonly type: 'execute'; readonly calls: readonly Operation[] })
  | {
      readonly type: 'open'
      readonly owner: Key
      readonly agent: AgentName
      readonly delegate: Key
      readonly grants: readonly Grant[]
      readonly deadline: number
      readonly signature: Signing
      readonly delegateSignature: Signing
    }
  | {
      readonly type: 'setGrants'
      readonly relationship: RelationshipName
      readonly grants: readonly Grant[]
      readonly deadline: number
      readonly signature: Signing
    }
  | { readonly type: 'release'; readonly directive: Directive }
  | {
      readonly type: 'end'
      readonly relationship: RelationshipName
      readonly deadline: number
      readonly signature: Signing
    }
  | {
      readonly type: 'rotateDelegate'
      readonly relationship: RelationshipName
      readonly delegate: Key
      readonly rotation: number
      readonly deadline: number
      readonly signature: Signing
      readonly nextSignature: Signing
    }
  | {
      readonly type: 'found'
      readonly founder: AgentName
      readonly salt: number
      readonly deadline: number
      readonly signature: Signing
    }
  | (Numbered & {
      readonly type: 'setMembership'
      readonly group: GroupName
      readonly administrator: AgentName
      readonly subject: Subject
      readonly isMember: boolean
      readonly isAdministrator: boolean
      readonly signature: Signing
    })
  | {
      readonly type: 'anchor'
      readonly provider: AgentName
      readonly interval: number
      /** 0: the zero root. */
      readonly root: number
      readonly signature: Signing
    }

export type OperationOf<Type extends Operation['type']> = Extract<Operation, { type: Type }>

export function relationshipName(agent: AgentName, firstDelegate: Key): RelationshipName {
  return `${agent} & ${firstDelegate}`
}

export function groupName(founder: AgentName, salt: number): GroupName {
  return `group ${founder} #${salt}`
}

export function partsOfRelationship(name: RelationshipName) {
  const [agent = '', firstDelegate = ''] = name.split(' & ')
  return { agent, firstDelegate }
}

export function partsOfGroup(name: GroupName) {
  const [founder = '', salt = ''] = name.slice('group '.length).split(' #')
  return { founder, salt: Number(salt) }
}

export function firstOwnerOf(agent: AgentName): Key {
  return agent.slice(agent.indexOf(' ') + 1)
}

export function isProvider(agent: AgentName): boolean {
  return agent.startsWith('provider ')
}
