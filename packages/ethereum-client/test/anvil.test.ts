import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createPublicClient, http } from 'viem'
import { describe, expect, it } from 'vitest'
import { type Engine, startAnvil } from '../src/node/index.ts'
import { newAccount, temporaryFolder, until } from './chain-fixture.ts'

const clientOf = (engine: Engine) =>
  createPublicClient({ transport: http(engine.rpcUrl, { retryCount: 0 }), cacheTime: 0 })

describe('startAnvil', () => {
  it('refuses PUSH0, which London does not have', async () => {
    await using folder = await temporaryFolder()
    await using engine = await startAnvil({ stateFolder: folder.path, port: 0 })
    const call = (data: `0x${string}`) => clientOf(engine).call({ data })
    // PUSH1 0, PUSH1 0, RETURN; then the same with PUSH0 (0x5f).
    await expect(call('0x60006000f3')).resolves.toBeDefined()
    await expect(call('0x5f5ff3')).rejects.toThrow(/NotActivated/)
  })

  it('lets no web page in, and owns no account', async () => {
    await using folder = await temporaryFolder()
    await using engine = await startAnvil({ stateFolder: folder.path, port: 0 })
    const response = await fetch(engine.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'http://localhost:3000' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_accounts', params: [] }),
    })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.json()).toMatchObject({ result: [] })
    expect(new URL(engine.rpcUrl).hostname).toBe('127.0.0.1')
  })

  it('gives each network a chain id of its own and keeps it, with the chain, over a restart', async () => {
    await using folder = await temporaryFolder()
    await using other = await temporaryFolder()
    const account = newAccount().address
    const first = await startAnvil({ stateFolder: join(folder.path, 'made', 'here'), port: 0 })
    expect(first.startedFrom).toBe('nothing')
    await first.fund(account, 7n)
    const stopStartedAt = performance.now()
    await first[Symbol.asyncDispose]()
    expect(performance.now() - stopStartedAt).toBeLessThan(5_000)
    await expect(first.ended).resolves.toEqual({ code: 0, signal: null })

    await using second = await startAnvil({
      stateFolder: join(folder.path, 'made', 'here'),
      port: 0,
    })
    await using stranger = await startAnvil({ stateFolder: other.path, port: 0 })
    expect(second.startedFrom).toBe('newest-state')
    expect(second.chainId).toBe(first.chainId)
    expect(await clientOf(second).getChainId()).toBe(first.chainId)
    expect(await clientOf(second).getBalance({ address: account })).toBe(7n)
    expect(stranger.chainId).not.toBe(first.chainId)
    expect(Number.isSafeInteger(first.chainId)).toBe(true)
  })

  it('funds up to an amount and not twice', async () => {
    await using folder = await temporaryFolder()
    await using engine = await startAnvil({ stateFolder: folder.path, port: 0 })
    const address = newAccount().address
    await engine.fund(address, 10n)
    await engine.fund(address, 4n)
    expect(await clientOf(engine).getBalance({ address })).toBe(10n)
  })

  it('goes on from the good copy when the newest state is cut in half', async () => {
    await using folder = await temporaryFolder()
    const account = newAccount().address
    const chainId = await runOnce(folder.path, (engine) => engine.fund(account, 7n))
    // The second start keeps what it could read as the good copy.
    await runOnce(folder.path, async () => {})
    await truncate(join(folder.path, 'state.json'), 500)
    await using engine = await startAnvil({ stateFolder: folder.path, port: 0 })
    expect(engine.startedFrom).toBe('older-copy')
    expect(engine.chainId).toBe(chainId)
    expect(await clientOf(engine).getBalance({ address: account })).toBe(7n)
    expect(await readdir(folder.path)).toContain('state.broken.json')
  })

  it('goes on from the older copy when anvil cannot use the newest state or the newer copy', async () => {
    await using folder = await temporaryFolder()
    const account = newAccount().address
    await runOnce(folder.path, (engine) => engine.fund(account, 7n))
    await runOnce(folder.path, async () => {})
    await copyFile(join(folder.path, 'state.good-1.json'), join(folder.path, 'state.good-2.json'))
    // Whole as JSON, so that only anvil itself finds out (it exits with 2).
    await writeFile(join(folder.path, 'state.json'), '{"block":1}')
    await writeFile(join(folder.path, 'state.good-1.json'), '{')
    await using engine = await startAnvil({ stateFolder: folder.path, port: 0 })
    expect(engine.startedFrom).toBe('older-copy')
    expect(await clientOf(engine).getBalance({ address: account })).toBe(7n)
  })

  it('never makes a new chain where the old one cannot be read', async () => {
    await using folder = await temporaryFolder()
    await runOnce(folder.path, async () => {})
    await writeFile(join(folder.path, 'state.json'), '{')
    await expect(startAnvil({ stateFolder: folder.path, port: 0 })).rejects.toMatchObject({
      code: 'MEDREC_ENGINE_STATE_BROKEN',
      details: { folder: folder.path },
    })
    expect(await readFile(join(folder.path, 'state.json'), 'utf8')).toBe('{')
  })

  it('says which port is taken', async () => {
    await using folder = await temporaryFolder()
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const address = squatter.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(startAnvil({ stateFolder: folder.path, port })).rejects.toMatchObject({
      code: 'MEDREC_ENGINE_PORT_IN_USE',
      details: { port },
    })
    squatter.close()
  })

  it('refuses a chain id file it did not write', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'chain.json'), '{"chainId":"1"}')
    await expect(startAnvil({ stateFolder: folder.path, port: 0 })).rejects.toMatchObject({
      code: 'MEDREC_ENGINE_CHAIN_FILE_MALFORMED',
    })
  })

  it('ends anvil, its state saved, when its parent is killed, and prints nothing', async () => {
    await using folder = await temporaryFolder()
    const door = new URL('../src/node/index.ts', import.meta.url).href
    const program = `
      import { startAnvil } from ${JSON.stringify(door)}
      const engine = await startAnvil({ stateFolder: ${JSON.stringify(folder.path)}, port: 0 })
      process.send({ anvil: engine.processId })
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let printed = ''
    for (const stream of [parent.stdout, parent.stderr]) {
      stream?.on('data', (chunk) => {
        printed += chunk
      })
    }
    const [{ anvil }] = await once(parent, 'message')
    expect(isRunning(anvil)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !isRunning(anvil))
    expect(printed).toBe('')
    await using engine = await startAnvil({ stateFolder: folder.path, port: 0 })
    expect(engine.startedFrom).toBe('newest-state')
  })
})

async function runOnce(path: string, work: (engine: Engine) => Promise<void>): Promise<number> {
  await using engine = await startAnvil({ stateFolder: path, port: 0 })
  await work(engine)
  return engine.chainId
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}
