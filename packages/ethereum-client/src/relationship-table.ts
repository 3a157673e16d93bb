import { type GrantTerms, packTerms, unpackTerms } from '@medrec/protocol'
import { type Address, getAddress, type Hex, hexToBigInt, numberToHex, zeroHash } from 'viem'
import { HexColumn, NumberColumn, RowColumn } from './columns.ts'
import { HexIndex } from './hex-index.ts'

/** A relationship as the chain has it. */
export type ChainRelationship = {
  readonly id: Hex
  readonly agent: Address
  /** The provider's account now. */
  readonly delegate: Address
  /** How many delegates came after the first. */
  readonly rotation: number
  readonly isEnded: boolean
  /** 64 bytes, as they stood at the opening. */
  readonly sealedPointer: Hex
}

/** A grant's place: each relationship has commitments of its own. */
export type GrantKey = { readonly relationshipId: Hex; readonly commitment: Hex }

/** Relationships and their grants, revoked ones too. */
export class RelationshipTable {
  readonly #ids = new HexIndex(32)
  readonly #agents: HexIndex
  /** Nobody's before the opening. */
  readonly #agentOf = new RowColumn()
  readonly #delegates = new HexColumn(20)
  readonly #rotations = new NumberColumn()
  readonly #ended = new NumberColumn()
  readonly #pointers = new HexColumn(64)
  /** Agent → its newest relationship; relationship → the one of its Agent before. */
  readonly #newestOf = new RowColumn()
  readonly #before = new RowColumn()
  readonly #grants = new GrantTable()

  /** @param agents numbers the Agents, for others too */
  constructor(agents: HexIndex) {
    this.#agents = agents
  }

  get(id: Hex): ChainRelationship | undefined {
    const row = this.#ids.find(id)
    return row === undefined ? undefined : this.#at(row)
  }

  /** In the order in which they were opened. */
  ofAgent(agent: Address): readonly ChainRelationship[] {
    const number = this.#agents.find(agent)
    const newest = number === undefined ? undefined : this.#newestOf.get(number)
    return backTo(newest, this.#before).flatMap((row) => this.#at(row) ?? [])
  }

  open(opened: Omit<ChainRelationship, 'rotation' | 'isEnded'>): void {
    const [row, agent] = [this.#ids.add(opened.id), this.#agents.add(opened.agent)]
    // The contract opens nothing twice.
    if (this.#agentOf.get(row) !== undefined) return
    this.#agentOf.set(row, agent)
    this.#delegates.set(row, opened.delegate)
    this.#pointers.set(row, opened.sealedPointer)
    this.#before.set(row, this.#newestOf.get(agent))
    this.#newestOf.set(agent, row)
  }

  end(id: Hex): void {
    const row = this.#ids.find(id)
    if (row !== undefined) this.#ended.set(row, 1)
  }

  rotate(id: Hex, delegate: Address, rotation: number): void {
    const row = this.#ids.find(id)
    if (row === undefined) return
    this.#delegates.set(row, delegate)
    this.#rotations.set(row, rotation)
  }

  grant({ relationshipId, commitment }: GrantKey): GrantTerms | undefined {
    const row = this.#ids.find(relationshipId)
    return row === undefined ? undefined : this.#grants.get(row, commitment)
  }

  setGrant({ relationshipId, commitment }: GrantKey, terms: GrantTerms): void {
    this.#grants.set(this.#ids.add(relationshipId), commitment, terms)
  }

  /** Of a relationship's grants, in the order in which they first came. */
  commitments(id: Hex): readonly Hex[] {
    const row = this.#ids.find(id)
    return row === undefined ? [] : this.#grants.commitments(row)
  }

  #at(row: number): ChainRelationship | undefined {
    const agent = this.#agentOf.get(row)
    if (agent === undefined) return undefined
    return {
      id: this.#ids.key(row),
      agent: getAddress(this.#agents.key(agent)),
      delegate: getAddress(this.#delegates.get(row)),
      rotation: this.#rotations.get(row),
      isEnded: this.#ended.get(row) === 1,
      sealedPointer: this.#pointers.get(row),
    }
  }
}

/** The terms of grants as the contract packs them; the hash of finer ones, which few have, beside. */
class GrantTable {
  /** A relationship's number and a commitment. */
  readonly #keys = new HexIndex(4 + 32)
  readonly #terms = new HexColumn(32)
  readonly #finerTerms = new Map<number, Hex>()
  /** Relationship → its newest grant; grant → the one of its relationship before. */
  readonly #newestOf = new RowColumn()
  readonly #before = new RowColumn()

  get(relationship: number, commitment: Hex): GrantTerms | undefined {
    const row = this.#keys.find(keyOf(relationship, commitment))
    if (row === undefined) return undefined
    return unpackTerms(hexToBigInt(this.#terms.get(row)), this.#finerTerms.get(row) ?? zeroHash)
  }

  set(relationship: number, commitment: Hex, terms: GrantTerms): void {
    const known = this.#keys.size
    const row = this.#keys.add(keyOf(relationship, commitment))
    if (row === known) {
      this.#before.set(row, this.#newestOf.get(relationship))
      this.#newestOf.set(relationship, row)
    }
    this.#terms.set(row, numberToHex(packTerms(terms), { size: 32 }))
    if (terms.finerTerms === zeroHash) this.#finerTerms.delete(row)
    else this.#finerTerms.set(row, terms.finerTerms)
  }

  commitments(relationship: number): readonly Hex[] {
    return backTo(this.#newestOf.get(relationship), this.#before).map(
      (row): Hex => `0x${this.#keys.key(row).slice(-64)}`,
    )
  }
}

function keyOf(relationship: number, commitment: Hex): Hex {
  return `${numberToHex(relationship, { size: 4 })}${commitment.slice(2)}` as Hex
}

/** From the first row to the newest one, by each one's row before. */
function backTo(newest: number | undefined, before: RowColumn): readonly number[] {
  const rows: number[] = []
  for (let row = newest; row !== undefined; row = before.get(row)) rows.push(row)
  return rows.reverse()
}
