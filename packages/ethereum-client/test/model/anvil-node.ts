import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Hex, toHex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { locateAnvil } from '../../src/node/index.ts'
import { askOne, type ChainNode, rpcAt } from './chain-node.ts'

const MUCH = toHex(10n ** 24n)

/** A bare anvil at London that mines each transaction at once and at the time it is told. */
export async function startAnvilNode(chainId: number, funded: Hex): Promise<ChainNode> {
  const child = spawn(
    locateAnvil(),
    [
      ...['--host', '127.0.0.1', '--port', '0', '--no-cors', '--hardfork', 'london'],
      ...['--accounts', '0', '--mnemonic-random', '--chain-id', String(chainId)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  for await (const line of createInterface(child.stdout)) {
    const port = /^Listening on 127\.0\.0\.1:(\d+)$/.exec(line)?.[1]
    if (port === undefined) continue
    // What it goes on to say is not read.
    child.stdout.resume()
    const rpc = rpcAt(`http://127.0.0.1:${port}`)
    await askOne(rpc, 'anvil_setBalance', privateKeyToAddress(funded), MUCH)
    await askOne(rpc, 'anvil_setLoggingEnabled', false)
    return {
      name: 'anvil',
      chainId,
      setsTime: true,
      rpc,
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await exited
      },
    }
  }
  throw new Error('anvil ended before it listened')
}
