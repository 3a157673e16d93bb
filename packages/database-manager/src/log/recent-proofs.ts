/**
 * Remembers the newest claimed proofs, so that the common replay is refused before any row is
 * read. Only a hint: the unique column decides.
 */
export class RecentProofs {
  readonly #proofs = new Set<string>()
  readonly #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  has(proofId: string): boolean {
    return this.#proofs.has(proofId)
  }

  add(proofId: string): void {
    this.#proofs.add(proofId)
    if (this.#proofs.size <= this.#capacity) return
    const [oldest] = this.#proofs
    if (oldest !== undefined) this.#proofs.delete(oldest)
  }
}
