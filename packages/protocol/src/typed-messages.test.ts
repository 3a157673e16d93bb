import { hashTypedData, hexToBigInt, isHex } from 'viem'
import { describe, expect, it } from 'vitest'
import vectors from '../../../vectors/typed-messages.json' with { type: 'json' }
import { commitmentOf, relationshipIdOf } from './commitment.ts'
import { isRevocation, packTerms } from './grant-terms.ts'
import {
  agentDomain,
  relationshipsDomain,
  typedDisableOwner,
  typedEnableOwner,
  typedEnd,
  typedOpen,
  typedRotateDelegate,
  typedSetGrants,
} from './typed-messages.ts'
import {
  disableOwnerMessageSchema,
  enableOwnerMessageSchema,
  endMessageSchema,
  grantMessageSchema,
  openMessageSchema,
  rotateDelegateMessageSchema,
  setGrantsMessageSchema,
} from './wire-messages.ts'
import { addressSchema, hash32Schema } from './wire-values.ts'

const { chainId } = vectors
const relationships = relationshipsDomain({
  chainId,
  contract: addressSchema.parse(vectors.contracts.relationships),
})
const agent = agentDomain({ chainId, agent: addressSchema.parse(vectors.agents.patient) })
const { messages } = vectors

describe('typed messages', () => {
  it('hash as the contracts hash them', () => {
    const own = {
      open: hashTypedData(typedOpen(relationships, openMessageSchema.parse(messages.open.message))),
      setGrants: hashTypedData(
        typedSetGrants(relationships, setGrantsMessageSchema.parse(messages.setGrants.message)),
      ),
      end: hashTypedData(typedEnd(relationships, endMessageSchema.parse(messages.end.message))),
      rotateDelegate: hashTypedData(
        typedRotateDelegate(
          relationships,
          rotateDelegateMessageSchema.parse(messages.rotateDelegate.message),
        ),
      ),
      enableOwner: hashTypedData(
        typedEnableOwner(agent, enableOwnerMessageSchema.parse(messages.enableOwner.message)),
      ),
      disableOwner: hashTypedData(
        typedDisableOwner(agent, disableOwnerMessageSchema.parse(messages.disableOwner.message)),
      ),
    }
    const known = Object.entries(messages).map(([name, { digest }]) => [name, digest])
    expect(own).toEqual(Object.fromEntries(known))
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
        contract: addressSchema.parse(id.contract),
        agent: addressSchema.parse(id.agent),
        firstDelegate: addressSchema.parse(id.firstDelegate),
      }),
    ).toBe(id.relationshipId)
    const { commitment } = vectors
    expect(
      commitmentOf({
        chainId,
        contract: addressSchema.parse(commitment.contract),
        relationshipId: hash32Schema.parse(commitment.relationshipId),
        viewer: addressSchema.parse(commitment.viewer),
        salt: hash32Schema.parse(commitment.salt),
      }),
    ).toBe(commitment.commitment)
  })
})
