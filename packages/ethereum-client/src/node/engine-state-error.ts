import { MedRecError } from '@medrec/protocol'

/** The chain's state cannot be read, nor can a good copy where there are some. */
export class EngineStateError extends MedRecError<
  'MEDREC_ENGINE_STATE_BROKEN',
  { readonly folder: string }
> {
  override name = 'EngineStateError'

  constructor(folder: string) {
    super(
      'MEDREC_ENGINE_STATE_BROKEN',
      `The chain's state in ${folder} cannot be read, nor can a copy of it. Restore the folder from a backup, or start over with --reset.`,
      { details: { folder } },
    )
  }
}
