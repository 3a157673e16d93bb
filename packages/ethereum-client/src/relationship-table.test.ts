import { type GrantTerms, revocationTerms } from '@medrec/protocol'
import { type Address, getAddress, type Hex, zeroHash } from 'viem'
import { describe, expect, it } from 'vitest'
import { HexIndex } from './hex-index.ts'
import { RelationshipTable } from './relationship-table.ts'

const bytes32 = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`
const address = (number: number): Address =>
  getAddress(`0x${number.toString(16).padStart(40, 'a')}`)
const opened = (number: number, agent: Address) => ({
  ...{ id: bytes32(number), agent, delegate: address(1_000 + number) },
  sealedPointer: `0x${'5e'.repeat(64)}` as const,
})
const terms = (version: number): GrantTerms => ({
  ...{ readKinds: 2n ** 64n - 1n, writeKinds: 2n ** 63n, notBefore: 1, notAfter: 2 ** 40 - 1 },
  ...{ purposes: 0xffff, version, finerTerms: zeroHash },
})

describe('RelationshipTable', () => {
  it('lists an Agent’s relationships in the order of their opening', () => {
    const table = new RelationshipTable(new HexIndex(20))
    const [one, other] = [address(1), address(2)]
    for (const number of [5, 3, 9]) table.open(opened(number, one))
    table.open(opened(4, other))
    expect(table.ofAgent(one).map(({ id }) => id)).toEqual([5, 3, 9].map(bytes32))
    expect(table.ofAgent(other)).toEqual([{ ...opened(4, other), rotation: 0, isEnded: false }])
    expect(table.ofAgent(address(3))).toEqual([])
  })

  it('opens nothing twice, so that what ended stays so', () => {
    const table = new RelationshipTable(new HexIndex(20))
    table.open(opened(1, address(1)))
    table.end(bytes32(1))
    table.open(opened(1, address(2)))
    expect(table.get(bytes32(1))).toMatchObject({ agent: address(1), isEnded: true })
    expect(table.ofAgent(address(1))).toHaveLength(1)
    expect(table.ofAgent(address(2))).toEqual([])
  })

  it('follows the delegate', () => {
    const table = new RelationshipTable(new HexIndex(20))
    table.open(opened(1, address(1)))
    table.rotate(bytes32(1), address(7), 2 ** 32 - 1)
    expect(table.get(bytes32(1))).toMatchObject({ delegate: address(7), rotation: 2 ** 32 - 1 })
  })

  it('keeps grants of one commitment apart by their relationships', () => {
    const table = new RelationshipTable(new HexIndex(20))
    const [commitment, second] = [bytes32(50), bytes32(51)]
    const finer = { ...terms(2), finerTerms: bytes32(99) }
    for (const id of [bytes32(1), bytes32(2)]) {
      table.setGrant({ relationshipId: id, commitment }, terms(1))
      table.setGrant({ relationshipId: id, commitment: second }, finer)
    }
    table.setGrant({ relationshipId: bytes32(1), commitment }, revocationTerms(3))
    table.setGrant({ relationshipId: bytes32(2), commitment: second }, terms(4))
    const of = (id: number, grant: Hex) =>
      table.grant({ relationshipId: bytes32(id), commitment: grant })
    expect(of(1, commitment)).toEqual(revocationTerms(3))
    expect(of(1, second)).toEqual(finer)
    expect(of(2, commitment)).toEqual(terms(1))
    expect(of(2, second)).toEqual(terms(4))
    expect(of(3, commitment)).toBeUndefined()
    expect(table.commitments(bytes32(1))).toEqual([commitment, second])
    // What was granted is not yet opened.
    expect(table.get(bytes32(1))).toBeUndefined()
  })
})
