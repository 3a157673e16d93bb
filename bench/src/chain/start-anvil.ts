import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { locateAnvil } from '@medrec/ethereum-client/node'

/**
 * Starts anvil at London on a port of its own choice, a block for each transaction, nothing on disk:
 * the engine of a network writes its whole state every two seconds, which a seeded chain of many
 * thousand transactions does not bear. Ends it when disposed.
 */
export async function startAnvil(chainId: number): Promise<{ rpcUrl: string } & AsyncDisposable> {
  const listen = ['--host', '127.0.0.1', '--port', '0', '--no-cors', '--hardfork', 'london']
  const identity = ['--accounts', '0', '--mnemonic-random', '--chain-id', String(chainId)]
  // Times of the chain are set by whoever measures.
  const clock = ['--timestamp', String(CHAIN_STARTS_AT), '--order', 'fifo']
  const child = spawn(locateAnvil(), [...listen, ...identity, ...clock], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')

  for await (const line of createInterface(child.stdout)) {
    const port = /^Listening on 127\.0\.0\.1:(\d+)$/.exec(line)?.[1]
    if (port === undefined) continue
    child.stdout.resume()
    return {
      rpcUrl: `http://127.0.0.1:${port}`,
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await exited
      },
    }
  }
  throw new Error('anvil ended before it listened.')
}

/** Monday 2027-01-04, 00:00 UTC: every measured chain begins here. */
export const CHAIN_STARTS_AT = 1_799_020_800
