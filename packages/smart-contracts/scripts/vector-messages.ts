import type { TypedDataDefinition } from 'viem'
import { TYPES } from './typed-message-types.ts'
import {
  ACCOUNTS,
  AGENT,
  AGENT_DOMAIN,
  ANCHORS_DOMAIN,
  DIRECTIVE_HASH,
  FACTORY,
  FAR_FUTURE,
  GRANTS,
  GROUP,
  GROUPS_DOMAIN,
  GUARDIANS_HASH,
  KINDS,
  POINTER,
  RELATIONSHIP_ID,
  RELATIONSHIPS,
  RELATIONSHIPS_DOMAIN,
  type Role,
  SALT,
  VIEWER,
} from './vector-network.ts'

export type NamedMessage = {
  readonly name: string
  readonly typed: TypedDataDefinition
  readonly signers: readonly Role[]
}

/** The last six in the order in which one chain accepts them all. */
export function typedMessages(): readonly NamedMessage[] {
  const { Open, SetGrants, Grant, EnableOwner, DisableOwner, RotateDelegate, End } = TYPES
  const relationships = { domain: RELATIONSHIPS_DOMAIN }
  const agent = { domain: AGENT_DOMAIN }
  const relationshipId = RELATIONSHIP_ID
  const deadline = FAR_FUTURE
  return [
    ...moduleMessages(),
    {
      name: 'open',
      signers: ['patient', 'delegate'],
      typed: {
        ...relationships,
        types: { Open, Grant },
        primaryType: 'Open',
        message: {
          owner: ACCOUNTS.patient.address,
          agent: AGENT,
          delegate: ACCOUNTS.delegate.address,
          sealedPointer: POINTER,
          grants: [GRANTS.reading, GRANTS.narrowed],
          ...KINDS,
          deadline,
        },
      },
    },
    {
      name: 'setGrants',
      signers: ['patient'],
      typed: {
        ...relationships,
        types: { SetGrants, Grant },
        primaryType: 'SetGrants',
        message: {
          relationshipId,
          grants: [GRANTS.changed, GRANTS.revocation],
          ...KINDS,
          deadline,
        },
      },
    },
    {
      name: 'enableOwner',
      signers: ['patient', 'otherOwner'],
      typed: {
        ...agent,
        types: { EnableOwner },
        primaryType: 'EnableOwner',
        message: {
          owner: ACCOUNTS.otherOwner.address,
          sealedPointer: POINTER,
          nonce: 0n,
          deadline,
        },
      },
    },
    {
      name: 'disableOwner',
      signers: ['otherOwner'],
      typed: {
        ...agent,
        types: { DisableOwner },
        primaryType: 'DisableOwner',
        message: { owner: ACCOUNTS.patient.address, nonce: 1n, deadline },
      },
    },
    {
      name: 'rotateDelegate',
      signers: ['delegate', 'nextDelegate'],
      typed: {
        ...relationships,
        types: { RotateDelegate },
        primaryType: 'RotateDelegate',
        message: { relationshipId, delegate: ACCOUNTS.nextDelegate.address, rotation: 1, deadline },
      },
    },
    {
      name: 'end',
      signers: ['nextDelegate'],
      typed: {
        ...relationships,
        types: { End },
        primaryType: 'End',
        message: { relationshipId, deadline },
      },
    },
  ]
}

/** Of custody, guardians, switch, calls, groups and anchors: known digests, each the first of its sort. */
function moduleMessages(): readonly NamedMessage[] {
  const { RotateOwner, SetCustodian, SetCustody, SetGuardians, Recover, VetoRecovery } = TYPES
  const { SetSwitch, Touch, Execute, Call, Found, SetMembership, Anchor } = TYPES
  const next = { nonce: 0n, deadline: FAR_FUTURE }
  const custodian = ACCOUNTS.nextDelegate.address
  const owner = ACCOUNTS.otherOwner.address
  const message = (
    name: string,
    typed: Omit<TypedDataDefinition, 'domain'>,
    domain: TypedDataDefinition['domain'] = AGENT_DOMAIN,
  ): NamedMessage => ({
    name,
    signers: ['patient'],
    typed: { ...typed, domain } as TypedDataDefinition,
  })
  return [
    message('rotateOwner', {
      types: { RotateOwner },
      primaryType: 'RotateOwner',
      message: {
        oldOwner: ACCOUNTS.patient.address,
        newOwner: owner,
        sealedPointer: POINTER,
        ...next,
      },
    }),
    message('setCustodian', {
      types: { SetCustodian },
      primaryType: 'SetCustodian',
      message: { custodian, rights: 7, until: 2_000_000_000, ...next },
    }),
    message('setCustody', {
      types: { SetCustody },
      primaryType: 'SetCustody',
      message: { ownerRights: 1, until: 2_000_000_000, custodian, ...next },
    }),
    message('setGuardians', {
      types: { SetGuardians },
      primaryType: 'SetGuardians',
      message: { guardiansHash: GUARDIANS_HASH, ...next },
    }),
    message('recover', {
      types: { Recover },
      primaryType: 'Recover',
      message: { owner, sealedPointer: POINTER, ...next },
    }),
    message('vetoRecovery', {
      types: { VetoRecovery },
      primaryType: 'VetoRecovery',
      message: next,
    }),
    message('setSwitch', {
      types: { SetSwitch },
      primaryType: 'SetSwitch',
      message: { timeout: 31_536_000, directives: [DIRECTIVE_HASH, SALT], ...next },
    }),
    message('touch', { types: { Touch }, primaryType: 'Touch', message: next }),
    message('execute', {
      types: { Execute, Call },
      primaryType: 'Execute',
      message: {
        calls: [
          { to: RELATIONSHIPS, data: '0x' },
          { to: FACTORY, data: '0x00112233' },
        ],
        ...next,
      },
    }),
    message(
      'found',
      {
        types: { Found },
        primaryType: 'Found',
        message: { founder: AGENT, salt: SALT, deadline: FAR_FUTURE },
      },
      GROUPS_DOMAIN,
    ),
    message(
      'setMembership',
      {
        types: { SetMembership },
        primaryType: 'SetMembership',
        message: {
          group: GROUP,
          administrator: AGENT,
          agent: VIEWER,
          isMember: true,
          isAdministrator: false,
          ...next,
        },
      },
      GROUPS_DOMAIN,
    ),
    message(
      'anchor',
      {
        types: { Anchor },
        primaryType: 'Anchor',
        message: { provider: AGENT, interval: 3_000_000, root: SALT },
      },
      ANCHORS_DOMAIN,
    ),
  ]
}
