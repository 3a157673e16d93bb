import { MedRecError } from '@medrec/protocol'

/** An option of the command line that cannot be meant. */
export class InvalidOptionError extends MedRecError<
  'MEDREC_OPTION_INVALID',
  Readonly<Record<string, never>>
> {
  override name = 'InvalidOptionError'
  /** @param sentence what the option takes */
  constructor(sentence: string) {
    super('MEDREC_OPTION_INVALID', sentence, { details: {} })
  }
}
