import { hashTypedData, hexToBigInt, isHex } from 'viem'
import { describe, expect, it } from 'vitest'
import vectors from '../../../vectors/typed-messages.json' with { type: 'json' }
import {
  guardianCommitmentOf,
  guardiansHashOf,
  typedDisableOwner,
  typedEnableOwner,
  typedExecute,
  typedRecover,
  typedRotateOwner,
  typedSetCustodian,
  typedSetCustody,
  typedSetGuardians,
  typedSetSwitch,
  typedTouch,
  typedVetoRecovery,
} from './agent-messages.ts'
import { anchorIntervalAt, typedAnchor } from './anchor-message.ts'
import { commitmentOf, relationshipIdOf } from './commitment.ts'
import { isRevocation, packTerms } from './grant-terms.ts'
import { agentGroupOf, typedFound, typedSetMembership } from './group-messages.ts'
import {
  directiveHashOf,
  typedEnd,
  typedOpen,
  typedRotateDelegate,
  typedSetGrants,
} from './relationship-messages.ts'
import {
  accessLogAnchorsDomain,
  agentDomain,
  agentGroupsDomain,
  relationshipsDomain,
} from './typed-data.ts'
import {
  anchorMessageSchema,
  disableOwnerMessageSchema,
  enableOwnerMessageSchema,
  foundMessageSchema,
  recoverMessageSchema,
  rotateOwnerMessageSchema,
  setCustodianMessageSchema,
  setCustodyMessageSchema,
  setGuardiansMessageSchema,
  setMembershipMessageSchema,
  setSwitchMessageSchema,
  touchMessageSchema,
  vetoRecoveryMessageSchema,
} from './wire-agent-messages.ts'
import {
  endMessageSchema,
  grantMessageSchema,
  openMessageSchema,
  rotateDelegateMessageSchema,
  setGrantsMessageSchema,
} from './wire-messages.ts'

const { chainId, messages } = vectors
const relationships = relationshipsDomain({
  chainId,
  contract: hex(vectors.contracts.relationships),
})
const agent = agentDomain({ chainId, agent: hex(vectors.agents.patient) })
const groups = agentGroupsDomain({ chainId, contract: hex(vectors.contracts.groups) })
const anchors = accessLogAnchorsDomain({ chainId, contract: hex(vectors.contracts.anchors) })

describe('typed messages', () => {
  it('hash as the contracts hash them', () => {
    const m = messages
    const own = {
      open: hashTypedData(typedOpen(relationships, openMessageSchema.parse(m.open.message))),
      setGrants: hashTypedData(
        typedSetGrants(relationships, setGrantsMessageSchema.parse(m.setGrants.message)),
      ),
      end: hashTypedData(typedEnd(relationships, endMessageSchema.parse(m.end.message))),
      rotateDelegate: hashTypedData(
        typedRotateDelegate(
          relationships,
          rotateDelegateMessageSchema.parse(m.rotateDelegate.message),
        ),
      ),
      enableOwner: hashTypedData(
        typedEnableOwner(agent, enableOwnerMessageSchema.parse(m.enableOwner.message)),
      ),
      disableOwner: hashTypedData(
        typedDisableOwner(agent, disableOwnerMessageSchema.parse(m.disableOwner.message)),
      ),
      rotateOwner: hashTypedData(
        typedRotateOwner(agent, rotateOwnerMessageSchema.parse(m.rotateOwner.message)),
      ),
      setCustodian: hashTypedData(
        typedSetCustodian(agent, setCustodianMessageSchema.parse(m.setCustodian.message)),
      ),
      setCustody: hashTypedData(
        typedSetCustody(agent, setCustodyMessageSchema.parse(m.setCustody.message)),
      ),
      setGuardians: hashTypedData(
        typedSetGuardians(agent, setGuardiansMessageSchema.parse(m.setGuardians.message)),
      ),
      recover: hashTypedData(typedRecover(agent, recoverMessageSchema.parse(m.recover.message))),
      vetoRecovery: hashTypedData(
        typedVetoRecovery(agent, vetoRecoveryMessageSchema.parse(m.vetoRecovery.message)),
      ),
      setSwitch: hashTypedData(
        typedSetSwitch(agent, setSwitchMessageSchema.parse(m.setSwitch.message)),
      ),
      touch: hashTypedData(typedTouch(agent, touchMessageSchema.parse(m.touch.message))),
      execute: hashTypedData(typedExecute(agent, known(m.execute.message))),
      found: hashTypedData(typedFound(groups, foundMessageSchema.parse(m.found.message))),
      setMembership: hashTypedData(
        typedSetMembership(groups, setMembershipMessageSchema.parse(m.setMembership.message)),
      ),
      anchor: hashTypedData(typedAnchor(anchors, anchorMessageSchema.parse(m.anchor.message))),
    }
    const digests = Object.entries(messages).map(([name, { digest }]) => [name, digest])
    expect(own).toEqual(Object.fromEntries(digests))
  })
})

describe('what stands as a hash alone', () => {
  it('is what the contracts compute', () => {
    const { guardian, guardians, group, directive } = vectors
    expect(guardianCommitmentOf({ chainId, ...known(guardian) })).toBe(guardian.commitment)
    expect(guardiansHashOf(known(guardians))).toBe(guardians.guardiansHash)
    const founded = { founder: hex(group.founder), salt: hex(group.salt) }
    const contract = hex(vectors.contracts.groups)
    expect(agentGroupOf({ chainId, contract, ...founded }).toLowerCase()).toBe(group.group)
    const grants = directive.grants.map((grant) => grantMessageSchema.parse(grant))
    expect(directiveHashOf({ ...known(directive), grants })).toBe(directive.hash)
  })
})

describe('anchorIntervalAt', () => {
  it('changes every ten minutes', () => {
    expect(anchorIntervalAt(1_800_000_000)).toBe(3_000_000)
    expect(anchorIntervalAt(1_800_000_599)).toBe(3_000_000)
    expect(anchorIntervalAt(1_800_000_600)).toBe(3_000_001)
  })
})

describe('packTerms', () => {
  it.each(Object.entries(vectors.terms))('packs the terms "%s" as the chain does', (_, known) => {
    const terms = grantMessageSchema.parse(known.grant)
    if (!isHex(known.packed)) throw new Error('Packed terms are hexadecimal.')
    expect(packTerms(terms)).toBe(hexToBigInt(known.packed))
    expect(isRevocation(terms)).toBe(known.isRevocation)
  })
})

describe('ids and commitments', () => {
  it('are what the contracts compute', () => {
    const id = vectors.relationshipId
    expect(
      relationshipIdOf({
        chainId,
        contract: hex(id.contract),
        agent: hex(id.agent),
        firstDelegate: hex(id.firstDelegate),
      }),
    ).toBe(id.relationshipId)
    const { commitment } = vectors
    expect(
      commitmentOf({
        chainId,
        contract: hex(commitment.contract),
        relationshipId: hex(commitment.relationshipId),
        viewer: hex(commitment.viewer),
        salt: hex(commitment.salt),
      }),
    ).toBe(commitment.commitment)
  })
})

/** A value of the vector file, with its number of 64 bits as one. */
function known<Value extends object>(value: Value): Known<Value> {
  // The file is ours, and a wrong value gives another hash.
  return { ...value, ...('nonce' in value ? { nonce: BigInt(String(value.nonce)) } : {}) } as never
}

type Known<Value> = Value extends string
  ? `0x${string}`
  : Value extends readonly (infer Item)[]
    ? readonly Known<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Key extends 'nonce' ? bigint : Known<Value[Key]> }
      : Value

function hex(text: string): `0x${string}` {
  if (!isHex(text)) throw new Error('The vectors are hexadecimal.')
  return text
}
