import { MedRecError } from '@medrec/protocol'

export class VaultPassphraseError extends MedRecError {
  override name = 'VaultPassphraseError'

  constructor() {
    super('MEDREC_VAULT_PASSPHRASE', 'This is not the passphrase of this profile. Try again.', {
      details: {},
      retryable: true,
    })
  }
}

export class VaultBrokenError extends MedRecError {
  override name = 'VaultBrokenError'

  constructor(cause: unknown) {
    super(
      'MEDREC_VAULT_BROKEN',
      'What this browser has saved of the profile is damaged. Bring the profile back with its 12 words.',
      { details: {}, cause },
    )
  }
}
