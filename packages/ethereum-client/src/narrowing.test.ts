import { revocationTerms } from '@medrec/protocol'
import type { Address, Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { type Narrowing, packNarrowing, unpackNarrowing } from './narrowing.ts'

const AGENT: Address = '0x00000000000000000000000000000000000000A1'
const SECOND: Address = '0x00000000000000000000000000000000000000b2'
const GROUP: Address = '0x00000000000000000000000000000000000000C1'
const PROVIDER: Address = '0x00000000000000000000000000000000000000d1'
const ID: Hex = `0x${'1d'.repeat(32)}`
const VIEWER: Hex = `0x${'cc'.repeat(32)}`

describe('packNarrowing', () => {
  const all: readonly Narrowing[] = [
    {
      type: 'grant',
      relationshipId: ID,
      commitment: VIEWER,
      terms: { ...revocationTerms(3), readKinds: 5n, notAfter: 9, finerTerms: VIEWER },
    },
    { type: 'ended', relationshipId: ID },
    { type: 'owner-disabled', agent: AGENT, owner: SECOND, nonce: 7n },
    { type: 'custodian', agent: AGENT, custodian: SECOND, rights: 5, until: 9_000, nonce: 7n },
    { type: 'custody', agent: AGENT, ownerRights: 1, until: 9_000, nonce: 2n ** 63n },
    { type: 'left-group', group: GROUP, agent: AGENT, nonce: 0n },
    { type: 'member-removed', agent: PROVIDER, blockNumber: 12, logIndex: 3 },
  ]

  it.each(all)('writes a narrowing of $type so that it reads as it was', (narrowing) => {
    const kept = packNarrowing(narrowing)
    expect(unpackNarrowing(kept)).toEqual(narrowing)
    expect(packNarrowing(unpackNarrowing(kept)).id).toBe(kept.id)
    expect(kept.id.length).toBeLessThan(301)
  })

  it.each(all)('refuses one of $type that lacks a field, or has one that is none', (narrowing) => {
    const kept = packNarrowing(narrowing)
    const body: Record<string, string> = JSON.parse(kept.body)
    for (const field of Object.keys(body)) {
      const { [field]: _, ...without } = body
      for (const broken of [without, { ...body, [field]: '-1' }, { ...body, [field]: 1 }]) {
        expect(() => unpackNarrowing({ ...kept, body: JSON.stringify(broken) })).toThrow(
          expect.objectContaining({ code: 'MEDREC_NARROWING_MALFORMED' }),
        )
      }
    }
    const more = JSON.stringify({ ...body, more: '1' })
    expect(() => unpackNarrowing({ ...kept, body: more })).toThrow(/nothing is served/)
  })

  it('has another id for each, and the same whatever the spelling', () => {
    const ids = all.map((narrowing) => packNarrowing(narrowing).id)
    expect(new Set(ids).size).toBe(all.length)
    const lower = {
      type: 'ended',
      relationshipId: ID.toUpperCase().replace('0X', '0x') as Hex,
    } as const
    expect(packNarrowing(lower).id).toBe(ids[1])
  })
})
