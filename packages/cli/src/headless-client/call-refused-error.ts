import { MedRecError } from '@medrec/protocol'

/** A Database Manager refused a call; `answer` is its own body. */
export class CallRefusedError extends MedRecError<
  'MEDREC_CALL_REFUSED',
  { readonly url: string; readonly status: number; readonly answer: string }
> {
  override name = 'CallRefusedError'
  constructor(url: string, status: number, answer: string) {
    super('MEDREC_CALL_REFUSED', `${url} answered ${status}: ${answer}`, {
      details: { url, status, answer },
    })
  }
}
