import { bytesToHex, type Hex, hexToBytes } from 'viem'

/** So many rows are made room for at once, so that hardly any room is empty. */
const ROWS_PER_PAGE = 1_024

/**
 * Bytes of one length, a value for each row. They lie in a few large buffers instead of one object
 * each, since an object takes more room than what it is about.
 */
export class HexColumn {
  readonly #width: number
  readonly #pages: Uint8Array[] = []

  /** @param width bytes of each value */
  constructor(width: number) {
    this.#width = width
  }

  /** @throws {RangeError} if the value has another length. */
  set(row: number, value: Hex): void {
    this.setBytes(row, hexToBytes(value))
  }

  /** @throws {RangeError} if the value has another length. */
  setBytes(row: number, bytes: Uint8Array): void {
    if (bytes.length !== this.#width) throw new RangeError(`Not ${this.#width} bytes.`)
    const place = Math.floor(row / ROWS_PER_PAGE)
    while (this.#pages.length <= place) {
      this.#pages.push(new Uint8Array(ROWS_PER_PAGE * this.#width))
    }
    this.#pages[place]?.set(bytes, this.#offsetOf(row))
  }

  /** In lower case; zeros where nothing was set. */
  get(row: number): Hex {
    return bytesToHex(this.#bytesAt(row) ?? new Uint8Array(this.#width))
  }

  /** Says whether a row has these bytes, which are as many as each row has. */
  has(row: number, bytes: Uint8Array): boolean {
    const page = this.#pages[Math.floor(row / ROWS_PER_PAGE)]
    const offset = this.#offsetOf(row)
    return page !== undefined && bytes.every((byte, at) => byte === page[offset + at])
  }

  #bytesAt(row: number): Uint8Array | undefined {
    const offset = this.#offsetOf(row)
    return this.#pages[Math.floor(row / ROWS_PER_PAGE)]?.subarray(offset, offset + this.#width)
  }

  #offsetOf(row: number): number {
    return (row % ROWS_PER_PAGE) * this.#width
  }
}

/** A whole number below 2^32 for each row; 0 where nothing was set. */
export class NumberColumn {
  readonly #pages: Uint32Array[] = []

  set(row: number, value: number): void {
    const place = Math.floor(row / ROWS_PER_PAGE)
    while (this.#pages.length <= place) this.#pages.push(new Uint32Array(ROWS_PER_PAGE))
    const page = this.#pages[place]
    if (page !== undefined) page[row % ROWS_PER_PAGE] = value
  }

  get(row: number): number {
    return this.#pages[Math.floor(row / ROWS_PER_PAGE)]?.[row % ROWS_PER_PAGE] ?? 0
  }
}

/** Another row for each row, or none. */
export class RowColumn {
  readonly #numbers = new NumberColumn()

  set(row: number, other: number | undefined): void {
    this.#numbers.set(row, other === undefined ? 0 : other + 1)
  }

  get(row: number): number | undefined {
    const number = this.#numbers.get(row)
    return number === 0 ? undefined : number - 1
  }
}
