/** A row of the clinic, by column; `undefined` is written as NULL. */
export type Row = Readonly<Record<string, string | number | null | undefined>>

/** Rows of one database in the making: per table, with the number each source record got. */
export class RowMaker {
  readonly tables = new Map<string, Row[]>()
  readonly #numbers = new Map<string, Map<string, number>>()
  readonly #firstNumbers: Readonly<Record<string, number>>

  /** @param firstNumbers where a table's numbers start; 1 if it is not named */
  constructor(firstNumbers: Readonly<Record<string, number>>) {
    this.#firstNumbers = firstNumbers
  }

  add(table: string, row: Row): void {
    const rows = this.tables.get(table)
    if (rows === undefined) this.tables.set(table, [row])
    else rows.push(row)
  }

  /** The number of a source record in a table, given out in the order of first asking. */
  numberOf(table: string, source: string): number {
    const numbers = this.#numbers.get(table) ?? new Map<string, number>()
    this.#numbers.set(table, numbers)
    const known = numbers.get(source)
    if (known !== undefined) return known
    const next = (this.#firstNumbers[table] ?? 1) + numbers.size
    numbers.set(source, next)
    return next
  }

  /** The number a source record already has; undefined if the table has no such row. */
  find(table: string, source: string | undefined): number | undefined {
    return source === undefined ? undefined : this.#numbers.get(table)?.get(source)
  }
}

/** The id at the end of a reference. */
export function targetOf(
  reference: { readonly reference?: string } | undefined,
): string | undefined {
  return reference?.reference?.split('/').at(-1)
}
