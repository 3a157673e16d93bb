import { createHash } from 'node:crypto'
import type { Mutant } from './mutants.ts'

/** Thirty-two bytes that stand nowhere else: what the code compares with a mutant's number, while it is none. */
export const SHUT = createHash('sha256').update('medrec mutants').digest('hex')

/**
 * Puts all mutants of one file into its text, each behind a comparison of `SHUT` with its number. Compiled
 * without the optimizer the constant stays in the bytecode, so that one build has them all.
 * @param numberOf above 0
 */
export function withSwitches(
  text: Buffer,
  mutants: readonly Mutant[],
  numberOf: (mutant: Mutant) => number,
): string {
  return rendered({ start: 0, end: text.length }, mutants)

  function rendered(range: Range, within: readonly Mutant[]): string {
    let place = range.start
    let result = ''
    for (const outer of within) {
      if (outer.start < place) continue // done, with the one that holds it
      const end = outer.start + outer.length
      const here = within.filter(
        ({ start, length }) => start === outer.start && start + length === end,
      )
      const inner = within.filter(
        (one) => !here.includes(one) && one.start >= outer.start && one.start + one.length <= end,
      )
      const branches = here.map(
        (mutant) => `uint256(0x${SHUT}) == ${numberOf(mutant)} ? ${mutant.replacement} : `,
      )
      result += text.subarray(place, outer.start).toString()
      result += `(${branches.join('')}${rendered({ start: outer.start, end }, inner)})`
      place = end
    }
    return result + text.subarray(place, range.end).toString()
  }
}

/** Opens the switch of one mutant in whatever was built. */
export function withMutant(artifact: string, number: number): string {
  return artifact.replaceAll(SHUT, number.toString(16).padStart(SHUT.length, '0'))
}

type Range = { readonly start: number; readonly end: number }
