import { MedRecError } from '@medrec/protocol'
import type { KeysApi } from './keys-api.ts'

/** The two ends of the wire between the page and the keys worker. */
export type KeysPort = {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** The page's hand on the keys: same calls, and a lock. */
export type KeysClient = KeysApi & { lock(): void }

type Call = { readonly id: number; readonly method: keyof KeysApi; readonly input: unknown }

type Waiting = {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: MedRecError) => void
}

type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: FlatError }

type FlatError = {
  readonly code: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  readonly retryable: boolean
}

/** Answers calls that arrive at `port` with `api`. */
export function serveKeys(api: KeysApi, port: KeysPort): void {
  port.addEventListener('message', (event) => {
    const call: Call = event.data
    const run: (input: never) => Promise<unknown> = api[call.method]
    run(call.input as never).then(
      (value) => port.postMessage({ id: call.id, ok: true, value } satisfies Answer),
      (error: unknown) =>
        port.postMessage({ id: call.id, ok: false, error: flatten(error) } satisfies Answer),
    )
  })
}

/** Calls the keys behind `port`; `end` stops whoever serves them. */
export function connectKeys(port: KeysPort, end: () => void): KeysClient {
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  let isLocked = false

  port.addEventListener('message', (event) => {
    const answer: Answer = event.data
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.ok) call?.resolve(answer.value)
    else call?.reject(inflate(answer.error))
  })
  const ask = (method: keyof KeysApi) => (input?: unknown) => {
    if (isLocked) return Promise.reject(lockedError())
    return new Promise<unknown>((resolve, reject) => {
      const id = nextId++
      waiting.set(id, { resolve, reject })
      port.postMessage({ id, method, input } satisfies Call)
    })
  }
  const methods = Object.fromEntries(METHODS.map((method) => [method, ask(method)]))
  return {
    // Checked border: both ends are this build's, and METHODS is complete by its type.
    ...(methods as unknown as KeysApi),
    lock: () => {
      isLocked = true
      end()
      for (const call of waiting.values()) call.reject(lockedError())
      waiting.clear()
    },
  }
}

const METHODS = Object.keys({
  newWords: true,
  checkWords: true,
  createVault: true,
  unlock: true,
  addressOf: true,
  relationshipAddresses: true,
  staffHpkeKey: true,
  signIn: true,
  sign: true,
  salt: true,
  sealPointer: true,
  openPointer: true,
  sealViewerBook: true,
  openViewerBook: true,
  sealNote: true,
  openNote: true,
} satisfies Record<keyof KeysApi, true>) as (keyof KeysApi)[]

/** Only our own errors cross with their words: a library's message may quote what was typed. */
function flatten(error: unknown): FlatError {
  if (error instanceof MedRecError) {
    const { code, message, details, retryable } = error
    return { code, message, details, retryable }
  }
  return {
    code: 'MEDREC_KEYS_FAILED',
    message: 'The keys of this profile could not do this. Lock the profile and unlock it again.',
    details: {},
    retryable: false,
  }
}

function inflate(error: FlatError): MedRecError {
  return new MedRecError(error.code, error.message, {
    details: error.details,
    retryable: error.retryable,
  })
}

function lockedError(): MedRecError {
  return new MedRecError('MEDREC_KEYS_LOCKED', 'This profile is locked. Unlock it first.', {
    details: {},
    retryable: true,
  })
}
