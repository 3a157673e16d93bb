import { InvalidOptionError } from './invalid-option-error.ts'

/**
 * Reads an option's value as a whole number within bounds, both included.
 *
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID
 */
export function wholeNumber(
  option: string,
  value: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new InvalidOptionError(`${option} takes a whole number from ${least} to ${most}.`)
  }
  return number
}
