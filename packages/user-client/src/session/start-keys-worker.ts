import { connectKeys, type KeysClient } from './keys-channel.ts'

/** Starts a worker of its own for one profile's keys. */
export function startKeysWorker(): KeysClient {
  const worker = new Worker(new URL('./keys-worker.ts', import.meta.url), { type: 'module' })
  return connectKeys(worker, () => worker.terminate())
}
