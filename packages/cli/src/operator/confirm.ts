import { confirm, isCancel } from '@clack/prompts'
import { InvalidOptionError } from '../invalid-option-error.ts'

/**
 * Asks before what cannot be undone.
 *
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID if nobody is there to ask, or the answer is no
 */
export async function confirmOrRefuse(question: string, isConfirmed: boolean): Promise<void> {
  if (isConfirmed) return
  if (!process.stdin.isTTY) throw new InvalidOptionError(`${question} Add --yes if you mean it.`)
  const answer = await confirm({ message: question, initialValue: false })
  if (isCancel(answer) || !answer) throw new InvalidOptionError('Nothing was done.')
}
