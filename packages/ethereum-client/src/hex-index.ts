import { type Hex, hexToBytes } from 'viem'
import { HexColumn } from './columns.ts'

/**
 * Numbers keys of one length from 0 on, in the order in which they come, and finds the number of a
 * key again. Takes a third of the room of a Map.
 */
export class HexIndex {
  readonly #width: number
  readonly #keys: HexColumn
  /** What each value of each byte adds to a key's place. */
  readonly #random: Uint32Array
  /** A key's number and one, at its place or at the next free one; never more than half full. */
  #slots = new Uint32Array(64)
  #size = 0

  /** @param width bytes of each key */
  constructor(width: number) {
    this.#width = width
    this.#keys = new HexColumn(width)
    // Strangers choose keys: nobody knows which of them share a place. Nothing else depends on it.
    this.#random = crypto.getRandomValues(new Uint32Array(width * 256))
  }

  /** How many keys there are. */
  get size(): number {
    return this.#size
  }

  /** The number of a key, in whichever case it is spelled; undefined if there is no such key. */
  find(key: Hex): number | undefined {
    const bytes = hexToBytes(key)
    return bytes.length === this.#width ? this.#look(bytes).number : undefined
  }

  /**
   * The number of a key, given now if it has none.
   *
   * @throws {RangeError} if the key has another length.
   */
  add(key: Hex): number {
    const bytes = hexToBytes(key)
    const { slot, number } = this.#look(bytes)
    if (number !== undefined) return number
    const next = this.#size
    this.#keys.setBytes(next, bytes)
    this.#slots[slot] = next + 1
    this.#size += 1
    if (2 * this.#size > this.#slots.length) this.#grow()
    return next
  }

  /** The key of a number, in lower case. */
  key(number: number): Hex {
    return this.#keys.get(number)
  }

  /** Where a key stands, or would stand. */
  #look(bytes: Uint8Array): { readonly slot: number; readonly number?: number } {
    for (let slot = this.#placeOf(bytes); ; slot = (slot + 1) % this.#slots.length) {
      const found = this.#slots[slot] ?? 0
      if (found === 0) return { slot }
      if (this.#keys.has(found - 1, bytes)) return { slot, number: found - 1 }
    }
  }

  #placeOf(bytes: Uint8Array): number {
    let place = 0
    for (const [at, byte] of bytes.entries()) place ^= this.#random[at * 256 + byte] ?? 0
    return (place >>> 0) % this.#slots.length
  }

  #grow(): void {
    this.#slots = new Uint32Array(2 * this.#slots.length)
    for (let number = 0; number < this.#size; number += 1) {
      this.#slots[this.#look(hexToBytes(this.key(number))).slot] = number + 1
    }
  }
}
