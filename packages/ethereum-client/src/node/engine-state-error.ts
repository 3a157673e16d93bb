import { MedRecError } from '@medrec/protocol'

/** Neither the chain's state nor a good copy of it can be read. */
export class EngineStateError extends MedRecError<
  'MEDREC_ENGINE_STATE_BROKEN',
  { readonly folder: string }
> {
  override name = 'EngineStateError'

  constructor(folder: string) {
    super(
      'MEDREC_ENGINE_STATE_BROKEN',
      `The chain's state in ${folder} cannot be read, nor can its two copies. Restore the folder from a backup, or start over with --reset.`,
      { details: { folder } },
    )
  }
}
