import { MedRecError } from '@medrec/protocol'
import {
  accessLogAnchorsAbi,
  agentAbi,
  agentFactoryAbi,
  agentGroupsAbi,
  relationshipsAbi,
} from '@medrec/smart-contracts'
import { BaseError, decodeErrorResult, type Hex, isHex } from 'viem'

const REFUSALS = {
  Relationships__StaleVersion: 'MEDREC_RELAY_STALE_VERSION',
  Relationships__StaleRotation: 'MEDREC_RELAY_STALE_ROTATION',
  Relationships__DeadlinePassed: 'MEDREC_RELAY_DEADLINE_PASSED',
  Agent__DeadlinePassed: 'MEDREC_RELAY_DEADLINE_PASSED',
  Relationships__InvalidSignature: 'MEDREC_RELAY_INVALID_SIGNATURE',
  Agent__InvalidSignature: 'MEDREC_RELAY_INVALID_SIGNATURE',
  Relationships__NotAllowed: 'MEDREC_RELAY_NOT_ALLOWED',
  Relationships__NotDelegate: 'MEDREC_RELAY_NOT_ALLOWED',
  Relationships__NotOwnerOfAgent: 'MEDREC_RELAY_NOT_ALLOWED',
  Agent__NotAllowed: 'MEDREC_RELAY_NOT_ALLOWED',
  Agent__WrongSigner: 'MEDREC_RELAY_NOT_ALLOWED',
  Agent__StaleNonce: 'MEDREC_RELAY_STALE_NONCE',
  Relationships__NotAgent: 'MEDREC_RELAY_NOT_AGENT',
  Relationships__AlreadyOpened: 'MEDREC_RELAY_ALREADY_OPENED',
  Relationships__Unknown: 'MEDREC_RELAY_UNKNOWN_RELATIONSHIP',
  Relationships__Ended: 'MEDREC_RELAY_ENDED',
  Relationships__NoGrants: 'MEDREC_RELAY_INVALID_GRANT',
  Relationships__InvalidGrant: 'MEDREC_RELAY_INVALID_GRANT',
  Relationships__SameDelegate: 'MEDREC_RELAY_MALFORMED',
  Agent__PointerLength: 'MEDREC_RELAY_MALFORMED',
  AgentFactory__ZeroOwner: 'MEDREC_RELAY_MALFORMED',
  Agent__TooManyOwners: 'MEDREC_RELAY_MALFORMED',
  Agent__AlreadyEnabled: 'MEDREC_RELAY_ALREADY_ENABLED',
  Agent__NotEnabled: 'MEDREC_RELAY_NOT_ENABLED',
  Agent__LastOwner: 'MEDREC_RELAY_LAST_OWNER',
  Agent__InvalidCustodian: 'MEDREC_RELAY_MALFORMED',
  Agent__InvalidCustody: 'MEDREC_RELAY_MALFORMED',
  Agent__NoManagingCustodian: 'MEDREC_RELAY_NO_CUSTODIAN',
  Agent__InvalidGuardians: 'MEDREC_RELAY_APPROVALS_MISSING',
  Agent__TooFewApprovals: 'MEDREC_RELAY_APPROVALS_MISSING',
  Agent__InvalidApproval: 'MEDREC_RELAY_APPROVALS_MISSING',
  Agent__NoRecovery: 'MEDREC_RELAY_NO_RECOVERY',
  Agent__RecoveryNotReady: 'MEDREC_RELAY_RECOVERY_NOT_READY',
  Agent__InvalidSwitch: 'MEDREC_RELAY_MALFORMED',
  Relationships__NotReleased: 'MEDREC_RELAY_NOT_RELEASED',
  AgentGroups__DeadlinePassed: 'MEDREC_RELAY_DEADLINE_PASSED',
  AgentGroups__InvalidSignature: 'MEDREC_RELAY_INVALID_SIGNATURE',
  AgentGroups__NotAllowed: 'MEDREC_RELAY_NOT_ALLOWED',
  AgentGroups__NotAdministrator: 'MEDREC_RELAY_NOT_ALLOWED',
  AgentGroups__AlreadyFounded: 'MEDREC_RELAY_UNCHANGED',
  AgentGroups__Unchanged: 'MEDREC_RELAY_UNCHANGED',
  AgentGroups__Unknown: 'MEDREC_RELAY_UNKNOWN_GROUP',
  AgentGroups__StaleNonce: 'MEDREC_RELAY_STALE_NONCE',
  AgentGroups__LastAdministrator: 'MEDREC_RELAY_LAST_ADMINISTRATOR',
  AgentGroups__InvalidAgent: 'MEDREC_RELAY_MALFORMED',
  AccessLogAnchors__OtherInterval: 'MEDREC_RELAY_DEADLINE_PASSED',
  AccessLogAnchors__AlreadyAnchored: 'MEDREC_RELAY_UNCHANGED',
  AccessLogAnchors__ZeroRoot: 'MEDREC_RELAY_MALFORMED',
  AccessLogAnchors__InvalidSignature: 'MEDREC_RELAY_INVALID_SIGNATURE',
  AccessLogAnchors__NotAllowed: 'MEDREC_RELAY_NOT_ALLOWED',
} as const

const SENTENCES = {
  MEDREC_RELAY_STALE_VERSION:
    'The chain already has this version of the grant or a newer one. Read the grant again and sign a higher version.',
  MEDREC_RELAY_STALE_ROTATION:
    'The delegate has changed meanwhile. Read the relationship again and sign the next rotation.',
  MEDREC_RELAY_STALE_NONCE:
    'Another change of this identity came before. Read its number again and sign a new message.',
  MEDREC_RELAY_DEADLINE_PASSED: 'The message came too late. Sign it again with a later deadline.',
  MEDREC_RELAY_INVALID_SIGNATURE:
    'The signature is not one over this message. Sign the message again.',
  MEDREC_RELAY_NOT_ALLOWED:
    'The key that signed may not do this. Sign with a key that is enabled for this identity.',
  MEDREC_RELAY_NOT_AGENT:
    'The identity named is not of this network. Make the message for an identity of its factory.',
  MEDREC_RELAY_ALREADY_OPENED: 'This relationship is open already. Nothing is left to do.',
  MEDREC_RELAY_UNKNOWN_RELATIONSHIP:
    'The chain does not know this relationship. Open it first, or wait until its opening is mined.',
  MEDREC_RELAY_ENDED: 'This relationship has ended for good. Link with the provider anew.',
  MEDREC_RELAY_INVALID_GRANT:
    'A grant names no kind or no purpose, or ends before it starts or in the past. Correct it and sign again.',
  MEDREC_RELAY_MALFORMED: 'A field of the message is not as it must be. Make the message again.',
  MEDREC_RELAY_ALREADY_ENABLED: 'This key is enabled already. Nothing is left to do.',
  MEDREC_RELAY_NOT_ENABLED: 'This key is not enabled. Nothing is left to do.',
  MEDREC_RELAY_LAST_OWNER:
    'This is the last key of the identity. Enable another one before you disable it.',
  MEDREC_RELAY_NO_CUSTODIAN:
    'Custody needs a custodian who may manage until its end. Set that custodian first.',
  MEDREC_RELAY_APPROVALS_MISSING:
    'Too few of the guardians agreed, or the set is not the one this identity knows. Collect their signatures again.',
  MEDREC_RELAY_NO_RECOVERY:
    'No such recovery is under way. Read the identity again, and begin one if it is needed.',
  MEDREC_RELAY_RECOVERY_NOT_READY:
    'The delay of this recovery is not over, or its time has passed. Wait, or begin it again.',
  MEDREC_RELAY_NOT_RELEASED:
    'The switch has not opened, or names other directives. Nothing can be released now.',
  MEDREC_RELAY_UNCHANGED: 'The chain says this already. Nothing is left to do.',
  MEDREC_RELAY_UNKNOWN_GROUP: 'The chain does not know this group. Found it first.',
  MEDREC_RELAY_LAST_ADMINISTRATOR:
    'This is the last administrator of the group. Name another one before.',
  MEDREC_RELAY_REFUSED:
    'A contract refused the message without a reason we know. Update the software.',
  MEDREC_RELAY_UNREACHABLE: 'The chain does not answer. Send the message again later.',
  MEDREC_RELAY_NOT_MINED: 'The message was not mined in time. Send it again.',
  MEDREC_RELAY_WITHOUT_FUNDS:
    'The account that relays cannot pay for the message. Fund it and send the message again.',
} as const

export type RelayErrorCode = keyof typeof SENTENCES

const RETRYABLE: readonly RelayErrorCode[] = [
  'MEDREC_RELAY_UNREACHABLE',
  'MEDREC_RELAY_NOT_MINED',
  'MEDREC_RELAY_WITHOUT_FUNDS',
  // A reading node may be a block behind the one that mined the opening.
  'MEDREC_RELAY_UNKNOWN_RELATIONSHIP',
]

const ERRORS = [
  ...agentAbi,
  ...agentFactoryAbi,
  ...relationshipsAbi,
  ...agentGroupsAbi,
  ...accessLogAnchorsAbi,
].filter((item) => item.type === 'error')

/** Turns whatever viem threw into what the one who sent the message can act on. */
export function relayErrorOf(error: unknown): RelayError {
  if (error instanceof RelayError) return error
  const data = revertDataOf(error)
  if (data !== undefined) return refusalOf(data, error)
  if (isAbout(error, /insufficient funds|exceeds the balance/i)) {
    return new RelayError('MEDREC_RELAY_WITHOUT_FUNDS', { cause: error })
  }
  if (isNonceConflict(error) || isUnderpriced(error))
    return new RelayError('MEDREC_RELAY_NOT_MINED', { cause: error })
  if (isAbout(error, /execution reverted/i)) {
    return new RelayError('MEDREC_RELAY_REFUSED', { cause: error })
  }
  return new RelayError('MEDREC_RELAY_UNREACHABLE', { cause: error })
}

/** Says whether a node refused a transaction for its number: another took it meanwhile. */
export function isNonceConflict(error: unknown): boolean {
  return isAbout(error, /nonce too (low|high)|replacement (transaction )?underpriced/i)
}

/** Says whether a node refused a transaction since it offers too little now. */
export function isUnderpriced(error: unknown): boolean {
  if (isNonceConflict(error)) return false
  return isAbout(error, /underpriced|less than (the )?block base fee|below the minimum/i)
}

/** Says whether a node refused a transaction because it has this very one. */
export function isAlreadyKnown(error: unknown): boolean {
  return isAbout(error, /already (known|imported)/i)
}

function refusalOf(data: Hex, cause: unknown): RelayError {
  try {
    const { errorName } = decodeErrorResult({ abi: ERRORS, data })
    const code = Object.hasOwn(REFUSALS, errorName)
      ? REFUSALS[errorName as keyof typeof REFUSALS]
      : 'MEDREC_RELAY_REFUSED'
    return new RelayError(code, { contractError: errorName, cause })
  } catch {
    return new RelayError('MEDREC_RELAY_REFUSED', { cause })
  }
}

function revertDataOf(error: unknown): Hex | undefined {
  for (const link of chainOf(error)) {
    if (!('data' in link)) continue
    if (isHex(link.data) && link.data.length >= 10) return link.data
  }
  return undefined
}

function isAbout(error: unknown, pattern: RegExp): boolean {
  return chainOf(error).some((link) => {
    const details = link instanceof BaseError ? link.details : ''
    return pattern.test(`${link.message} ${details}`)
  })
}

function chainOf(error: unknown): readonly Error[] {
  const links: Error[] = []
  for (let link = error; link instanceof Error && links.length < 20; link = link.cause) {
    links.push(link)
  }
  return links
}

export class RelayError extends MedRecError<
  RelayErrorCode,
  { readonly contractError: string | undefined }
> {
  override name = 'RelayError'

  constructor(
    code: RelayErrorCode,
    options: { readonly contractError?: string; readonly cause?: unknown } = {},
  ) {
    super(code, SENTENCES[code], {
      details: { contractError: options.contractError },
      retryable: RETRYABLE.includes(code),
      cause: options.cause,
    })
  }
}
