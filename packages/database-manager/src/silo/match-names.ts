import type { FoundPatient, PatientQuery } from './silo.ts'

const MAX_FOUND = 20
const DAY = /^\d{4}-\d\d-\d\d$/

/** Says whether the staff desk gave both things a patient is found by. */
export function isAnswerable(query: PatientQuery): boolean {
  return DAY.test(query.birthDate) && wordsOf(query.name).length > 0
}

/** Keeps those whose name holds every asked word, at most 20. */
export function matchNames(
  candidates: readonly FoundPatient[],
  name: string,
): readonly FoundPatient[] {
  const words = wordsOf(name)
  return candidates
    .filter(({ display }) => words.every((word) => fold(display).includes(word)))
    .slice(0, MAX_FOUND)
}

function wordsOf(name: string): readonly string[] {
  return fold(name).split(/\s+/).filter(Boolean)
}

/** Case and accents do not count at a desk: "maria" finds María. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
}
