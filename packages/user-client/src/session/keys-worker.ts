/// <reference lib="webworker" />
/**
 * The only room that holds words and seed. Its file is served under a policy that lets it send
 * nothing to any host, and ending the worker is the lock.
 */
import { createKeysApi } from './keys-api.ts'
import { serveKeys } from './keys-channel.ts'

serveKeys(createKeysApi(), self)
