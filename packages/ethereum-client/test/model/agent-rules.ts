import {
  type AgentState,
  ALL_RIGHTS,
  allows,
  DAY,
  directiveKey,
  isInCustody,
  type ModelState,
  type Nonces,
  ownerMay,
  RIGHT,
  rightsOfCustodian,
  signerOf,
  withLife,
} from './model-state.ts'
import {
  isProvider,
  type Key,
  type Operation,
  type OperationOf,
  type Pointer,
  type Signing,
} from './operation.ts'

/** An operation that an Agent itself carries out, `execute` apart. */
export type AgentOperation = OperationOf<
  | 'enableOwner'
  | 'disableOwner'
  | 'rotateOwner'
  | 'setCustodian'
  | 'setCustody'
  | 'setGuardians'
  | 'proposeRecovery'
  | 'vetoRecovery'
  | 'completeRecovery'
  | 'setSwitch'
  | 'touch'
>

/** All that a rule looks at. */
export type Situation<Of extends Operation> = {
  readonly state: ModelState
  readonly agent: AgentState
  readonly operation: Of
  readonly now: number
}
type Ruling = { readonly errors: readonly string[]; readonly agent: AgentState }
type Rule<Type extends AgentOperation['type']> = (situation: Situation<OperationOf<Type>>) => Ruling

const LONGEST_CUSTODY = 25 * 365 * DAY
const COMPLETION_PERIOD = 30 * DAY

/** The rules of IAgent, each as its documentation gives it. */
export const AGENT_RULES: { readonly [Type in AgentOperation['type']]: Rule<Type> } = {
  enableOwner(situation) {
    const { agent, operation } = situation
    const { owner, pointer } = operation
    return ruling(
      [
        ...messageErrors(situation, 'owners'),
        ...managingOwnerErrors(situation, operation.signature),
        ...expectedSignerErrors(operation.ownerSignature, owner),
        ...pointerErrors(pointer),
        ...(agent.owners.includes(owner) ? ['Agent__AlreadyEnabled'] : []),
      ],
      () => ({ ...spent(alive(situation), 'owners'), owners: [...agent.owners, owner] }),
    )
  },

  disableOwner(situation) {
    const { agent, operation } = situation
    return ruling(
      [
        ...messageErrors(situation, 'owners'),
        ...managingOwnerErrors(situation, operation.signature),
        ...(agent.owners.includes(operation.owner) ? [] : ['Agent__NotEnabled']),
        ...(agent.owners.length === 1 && agent.owners.includes(operation.owner)
          ? ['Agent__LastOwner']
          : []),
      ],
      () => ({
        ...spent(alive(situation), 'owners'),
        owners: agent.owners.filter((owner) => owner !== operation.owner),
      }),
    )
  },

  rotateOwner(situation) {
    const { agent, operation } = situation
    const { oldOwner, newOwner } = operation
    return ruling(
      [
        ...messageErrors(situation, 'owners'),
        ...managingOwnerErrors(situation, operation.signature),
        ...expectedSignerErrors(operation.ownerSignature, newOwner),
        ...pointerErrors(operation.pointer),
        ...(agent.owners.includes(newOwner) ? ['Agent__AlreadyEnabled'] : []),
        ...(agent.owners.includes(oldOwner) ? [] : ['Agent__NotEnabled']),
      ],
      () => ({
        ...spent(alive(situation), 'owners'),
        owners: [...agent.owners, newOwner].filter((owner) => owner !== oldOwner),
      }),
    )
  },

  setCustodian(situation) {
    const { agent, operation, now } = situation
    const { custodian, rights, until } = operation
    const signer = signerOf(operation.signature)
    const present = rightsOfCustodian(agent, custodian, now)
    const isOwner = managingOwnerErrors(situation, operation.signature).length === 0
    const isSelf = signer === custodian && present !== 0
    const isInvalid = rights > ALL_RIGHTS || (rights !== 0 && until <= now)
    const isMore = (rights & ~present) !== 0 || until > (agent.custodians[custodian]?.until ?? 0)
    return ruling(
      [
        ...messageErrors(situation, 'custodians'),
        ...(isOwner || isSelf ? [] : managingOwnerErrors(situation, operation.signature)),
        ...(isInvalid || (!isOwner && isMore) ? ['Agent__InvalidCustodian'] : []),
      ],
      () => ({
        ...spent(alive(situation), 'custodians'),
        custodians: { ...agent.custodians, [custodian]: { rights, until } },
      }),
    )
  },

  setCustody(situation) {
    const { state, agent, operation, now } = situation
    const { ownerRights, until } = operation
    const errors = [...messageErrors(situation, 'custodians')]
    if (isInCustody(agent, now)) {
      const key = signerOf(operation.signature)
      if (!allows(state, operation.agent, { key, right: RIGHT.manage, now })) {
        errors.push(...signatureErrors(operation.signature, 'Agent__NotAllowed'))
      }
      const isNarrower = (agent.custody.ownerRights & ~ownerRights) !== 0
      if (isNarrower || until > agent.custody.until || ownerRights > ALL_RIGHTS) {
        errors.push('Agent__InvalidCustody')
      }
    } else {
      errors.push(...managingOwnerErrors(situation, operation.signature))
      const isEnding = until > now && until <= now + LONGEST_CUSTODY
      if (ownerRights >= ALL_RIGHTS || !isEnding) errors.push('Agent__InvalidCustody')
      const entry = agent.custodians[operation.custodian]
      const manages = entry !== undefined && ((entry.rights >> RIGHT.manage) & 1) === 1
      if (!manages || entry.until < until) errors.push('Agent__NoManagingCustodian')
    }
    return ruling(errors, () => ({
      ...spent(alive(situation), 'custodians'),
      custody: { ownerRights, until },
    }))
  },

  setGuardians(situation) {
    const { operation } = situation
    return ruling(
      [
        ...messageErrors(situation, 'guardians'),
        ...managingOwnerErrors(situation, operation.signature),
      ],
      // The interface does not say so: other guardians end the recovery that is pending.
      () => ({
        ...spent(alive(situation), 'guardians'),
        guardians: operation.guardians,
        pending: null,
      }),
    )
  },

  proposeRecovery(situation) {
    const { agent, operation, now } = situation
    const { guardians, approvals, owner, pointer } = operation
    const { threshold, delaySeconds, members } = guardians
    const isSet = JSON.stringify(agent.guardians) === JSON.stringify(guardians)
    const isUsable =
      threshold >= 1 && delaySeconds >= DAY && delaySeconds <= 365 * DAY && members.length <= 32
    const signers = approvals.map(({ signature }) => signerOf(signature))
    const areGuardians = approvals.every(
      ({ index }, place) => signers[place] !== null && members[index] === signers[place],
    )
    const isOrdered =
      new Set(signers).size === signers.length &&
      (operation.order === 'ascending' || signers.length < 2)
    return ruling(
      [
        ...messageErrors(situation, 'guardians'),
        ...expectedSignerErrors(operation.ownerSignature, owner),
        ...pointerErrors(pointer),
        ...(isSet && isUsable ? [] : ['Agent__InvalidGuardians']),
        ...(approvals.length < threshold ? ['Agent__TooFewApprovals'] : []),
        ...(areGuardians && isOrdered ? [] : ['Agent__InvalidApproval']),
      ],
      () => ({
        ...spent(agent, 'guardians'),
        pending: { owner, pointer, readyAt: now + delaySeconds },
      }),
    )
  },

  vetoRecovery(situation) {
    const { state, agent, operation, now } = situation
    const key = signerOf(operation.signature)
    const isOwner = key !== null && agent.owners.includes(key)
    const mayManage = allows(state, operation.agent, { key, right: RIGHT.manage, now })
    return ruling(
      [
        ...messageErrors(situation, 'guardians'),
        ...(isOwner || mayManage ? [] : signatureErrors(operation.signature, 'Agent__NotAllowed')),
        ...(agent.pending === null ? ['Agent__NoRecovery'] : []),
      ],
      () => ({ ...spent(alive(situation), 'guardians'), pending: null }),
    )
  },

  completeRecovery({ agent, operation, now }) {
    const { pending } = agent
    const { owner, pointer } = operation
    if (pending === null || pending.owner !== owner || pending.pointer !== pointer) {
      return ruling(['Agent__NoRecovery'], () => agent)
    }
    const isReady = now >= pending.readyAt && now < pending.readyAt + COMPLETION_PERIOD
    return ruling(isReady ? [] : ['Agent__RecoveryNotReady'], () => {
      const free = isInCustody(agent, now)
        ? { ...spent(agent, 'custodians'), custody: { ownerRights: 0, until: 0 } }
        : agent
      const completed = { ...free, pending: null }
      if (agent.owners.includes(owner)) return completed
      return { ...spent(completed, 'owners'), owners: [...agent.owners, owner] }
    })
  },

  setSwitch(situation) {
    const { operation, now } = situation
    const { timeout, directives } = operation
    const isOff = timeout === 0 && directives.length === 0
    const isOn = timeout >= DAY && directives.length >= 1 && directives.length <= 16
    return ruling(
      [
        ...messageErrors(situation, 'switches'),
        ...managingOwnerErrors(situation, operation.signature),
        ...(isOff || isOn ? [] : ['Agent__InvalidSwitch']),
      ],
      () => ({
        ...spent(alive(situation), 'switches'),
        timeout,
        directives: directives.map(directiveKey),
        touchedAt: now,
      }),
    )
  },

  touch(situation) {
    const { agent, operation } = situation
    const key = signerOf(operation.signature)
    const isOwner = key !== null && agent.owners.includes(key)
    return ruling(
      [
        ...messageErrors(situation, 'switches'),
        ...(isOwner ? [] : signatureErrors(operation.signature, 'Agent__NotAllowed')),
      ],
      () => spent(alive(situation), 'switches'),
    )
  },
}

/** What can be wrong with the frame of a message: its nonce and its deadline. */
export function messageErrors(
  situation: {
    readonly agent: AgentState
    readonly operation: { readonly nonce: number; readonly deadline: number }
    readonly now: number
  },
  sort: keyof Nonces,
): readonly string[] {
  const { agent, operation, now } = situation
  return [
    ...(now > operation.deadline ? ['Agent__DeadlinePassed'] : []),
    ...(operation.nonce === agent.nonces[sort] ? [] : ['Agent__StaleNonce']),
  ]
}

export function managingOwnerErrors(
  { agent, now }: { readonly agent: AgentState; readonly now: number },
  signing: Signing,
): readonly string[] {
  const key = signerOf(signing)
  const isOwner = key !== null && agent.owners.includes(key)
  if (isOwner && ownerMay(agent, RIGHT.manage, now)) return []
  return signatureErrors(signing, 'Agent__NotAllowed')
}

export function spent(agent: AgentState, sort: keyof Nonces): AgentState {
  return { ...agent, nonces: { ...agent.nonces, [sort]: agent.nonces[sort] + 1 } }
}

/** The refusal of a signature that does not do: another name if it is none at all. */
export function signatureErrors(signing: Signing, refusal: string): readonly string[] {
  const prefix = refusal.slice(0, refusal.indexOf('__'))
  return [signing.over === 'nothing' ? `${prefix}__InvalidSignature` : refusal]
}

export function providerErrors(agent: string): readonly string[] {
  return isProvider(agent) ? [] : ['Agent__NotProvider']
}

function expectedSignerErrors(signing: Signing, expected: Key): readonly string[] {
  return signerOf(signing) === expected ? [] : signatureErrors(signing, 'Agent__WrongSigner')
}

function pointerErrors(pointer: Pointer): readonly string[] {
  return pointer === 'short' ? ['Agent__PointerLength'] : []
}

function alive(situation: {
  readonly agent: AgentState
  readonly operation: { readonly signature: Signing }
  readonly now: number
}): AgentState {
  return withLife(situation.agent, signerOf(situation.operation.signature), situation.now)
}

function ruling(errors: readonly string[], next: () => AgentState): Ruling {
  return { errors, agent: next() }
}
