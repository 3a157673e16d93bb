import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

/** Starts anvil at London on a port of its own choice; ends it when disposed. */
export async function startAnvil(chainId: number): Promise<{ url: string } & AsyncDisposable> {
  const options = ['--host', '127.0.0.1', '--port', '0', '--no-cors', '--hardfork', 'london']
  const identity = ['--accounts', '0', '--mnemonic-random', '--chain-id', String(chainId)]
  const child = spawn(anvilBinary(), [...options, ...identity], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')

  for await (const line of createInterface(child.stdout)) {
    const port = /^Listening on 127\.0\.0\.1:(\d+)$/.exec(line)?.[1]
    if (port === undefined) continue
    child.stdout.resume()
    return {
      url: `http://127.0.0.1:${port}`,
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM')
        await exited
      },
    }
  }
  throw new Error('anvil ended before it listened')
}

function anvilBinary(): string {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`
  const require = createRequire(import.meta.url)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return require.resolve(`${name}/package.json`).replace(/package\.json$/, `bin/anvil${suffix}`)
}
