import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  parseEther,
  TransactionReceiptNotFoundError,
  zeroAddress,
  zeroHash,
} from 'viem'
import { describe, expect, it } from 'vitest'
import { createNetworkClient } from '../src/index.ts'
import { deployContracts, type Engine, startGethDevChain } from '../src/node/index.ts'
import { newAccount, temporaryFolder, until } from './chain-fixture.ts'
import { gethOrSkip } from './geth-fixture.ts'
import { openSockets } from './open-sockets.ts'

const clientOf = (engine: Engine) =>
  createPublicClient({
    transport: http(engine.rpcUrl, { retryCount: 0 }),
    cacheTime: 0,
    pollingInterval: 10,
  })

describe('startGethDevChain', () => {
  it('takes the contracts of a network', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using engine = await startGethDevChain({ program, stateFolder: folder.path, port: 0 })
    const member = {
      owner: newAccount().address,
      account: newAccount().address,
      sealer: zeroAddress,
      hpkeKey: `0x${'11'.repeat(32)}`,
      logKey: `0x${'22'.repeat(32)}`,
      name: 'Riverside',
      host: 'localhost:8481',
    } as const
    const deployment = await deployContracts({ engine, foundingMembers: [member] })
    const network = await createNetworkClient({ rpcUrl: engine.rpcUrl, ...deployment })
    expect(network.factory).toBe(deployment.factory)
    expect(deployment.chainId).toBe(engine.chainId)
  })

  it('seals each transaction at once, and no empty block', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using engine = await startGethDevChain({ program, stateFolder: folder.path, port: 0 })
    const client = clientOf(engine)
    expect(await client.getBlockNumber()).toBe(1n)
    const account = newAccount()
    await engine.fund(account.address, parseEther('1'))
    expect(await client.getBlockNumber()).toBe(2n)

    const transport = http(engine.rpcUrl)
    const chain = defineChain({
      id: engine.chainId,
      name: engine.name,
      nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
      rpcUrls: { default: { http: [engine.rpcUrl] } },
    })
    const wallet = createWalletClient({ account, chain, transport })
    const burst = Array.from({ length: 100 }, (_, nonce) =>
      wallet.sendTransaction({ to: newAccount().address, value: 1n, nonce, gas: 21_000n }),
    )
    const receipts = (await Promise.all(burst)).map((hash) =>
      client.waitForTransactionReceipt({ hash, timeout: 10_000 }),
    )
    for (const { status, effectiveGasPrice } of await Promise.all(receipts)) {
      expect(status).toBe('success')
      expect(effectiveGasPrice).toBeGreaterThan(0n)
      expect(effectiveGasPrice).toBeLessThan(1_000n)
    }
    const head = await client.getBlockNumber()
    for (let number = 1n; number <= head; number += 1n) {
      const { transactions } = await client.getBlock({ blockNumber: number })
      expect(transactions.length).toBeGreaterThan(0)
    }
  })

  it('answers "not yet" for a transaction it does not know, from the start', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    const options = { program, stateFolder: folder.path, port: 0 }
    for (const start of ['first', 'second']) {
      await using engine = await startGethDevChain(options)
      await expect(
        clientOf(engine).getTransactionReceipt({ hash: zeroHash }),
        start,
      ).rejects.toThrow(TransactionReceiptNotFoundError)
    }
  })

  it('refuses PUSH0, which London does not have', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using engine = await startGethDevChain({ program, stateFolder: folder.path, port: 0 })
    const call = (data: `0x${string}`) => clientOf(engine).call({ data })
    // PUSH1 0, PUSH1 0, RETURN; then the same with PUSH0 (0x5f).
    await expect(call('0x60006000f3')).resolves.toBeDefined()
    await expect(call('0x5f5ff3')).rejects.toThrow(/invalid opcode: PUSH0/)
  })

  it('keeps chain, chain id and signer over a restart, and stops within 5 s', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    const stateFolder = join(folder.path, 'made', 'here')
    const account = newAccount().address
    const first = await startGethDevChain({ program, stateFolder, port: 0 })
    expect(first.startedFrom).toBe('nothing')
    await first.fund(account, 7n)
    const { hash } = await clientOf(first).getBlock()
    const stopStartedAt = performance.now()
    await first[Symbol.asyncDispose]()
    expect(performance.now() - stopStartedAt).toBeLessThan(5_000)
    await expect(first.ended).resolves.toEqual({ code: 0, signal: null })
    expect(isRunning(first.processId)).toBe(false)

    await using second = await startGethDevChain({ program, stateFolder, port: 0 })
    expect(second.startedFrom).toBe('newest-state')
    expect(second.chainId).toBe(first.chainId)
    expect((await clientOf(second).getBlock()).hash).toBe(hash)
    await second.fund(account, 9n)
    expect(await clientOf(second).getBalance({ address: account })).toBe(9n)
  })

  it('loses no block when geth is killed, and says that it ended', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    const options = { program, stateFolder: folder.path, port: 0 }
    const account = newAccount().address
    await using first = await startGethDevChain(options)
    for (const wei of [1n, 2n, 3n]) await first.fund(account, wei)
    process.kill(first.processId, 'SIGKILL')
    await expect(first.ended).resolves.toEqual({ code: null, signal: 'SIGKILL' })
    await using second = await startGethDevChain(options)
    expect(second.capabilities.losesBlocksOnKill).toBe(false)
    expect(await clientOf(second).getBlockNumber()).toBe(4n)
    expect(await clientOf(second).getBalance({ address: account })).toBe(3n)
  })

  it('runs two at once, each its own chain, and refuses a folder in use', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    const start = (name: string) =>
      startGethDevChain({ program, stateFolder: join(folder.path, name), port: 0 })
    const [one, other] = await Promise.all([start('one'), start('other')])
    await using stack = new AsyncDisposableStack()
    stack.use(one)
    stack.use(other)
    expect(one.chainId).not.toBe(other.chainId)
    expect(one.rpcUrl).not.toBe(other.rpcUrl)
    const account = newAccount().address
    await one.fund(account, 5n)
    expect(await clientOf(one).getBalance({ address: account })).toBe(5n)
    expect(await clientOf(other).getBalance({ address: account })).toBe(0n)
    await expect(start('one')).rejects.toMatchObject({ code: 'MEDREC_ENGINE_FOLDER_IN_USE' })
    expect(isRunning(one.processId)).toBe(true)
  })

  it('keeps the key and its password for this user alone, and no web page in', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using engine = await startGethDevChain({ program, stateFolder: folder.path, port: 0 })
    const [key = ''] = await readdir(join(folder.path, 'keystore'))
    for (const file of ['password', join('keystore', key)]) {
      expect((await stat(join(folder.path, file))).mode & 0o077).toBe(0)
    }
    const ask = (headers: Record<string, string>, method: string) =>
      fetch(engine.rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
      })
    const page = await ask({ origin: 'http://localhost:3000' }, 'eth_chainId')
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
    for (const method of ['admin_nodeInfo', 'personal_listAccounts', 'clique_getSigners']) {
      expect(await (await ask({}, method)).json()).toMatchObject({ error: { code: -32_601 } })
    }
    expect(new URL(engine.rpcUrl).hostname).toBe('127.0.0.1')
  })

  it.runIf(process.platform === 'linux')('opens no door beyond loopback', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    await using engine = await startGethDevChain({ program, stateFolder: folder.path, port: 0 })
    expect(await openSockets(engine.processId)).toEqual([])
  })

  it('never makes a new chain where the old one, its signer or its id is gone', async (context) => {
    const program = await gethOrSkip(context)
    await using whole = await temporaryFolder()
    await (await startGethDevChain({ program, stateFolder: whole.path, port: 0 }))[
      Symbol.asyncDispose
    ]()
    const losses: readonly ((folder: string) => Promise<void>)[] = [
      (folder) => rm(join(folder, 'geth', 'chaindata'), { recursive: true }),
      (folder) => rm(join(folder, 'keystore'), { recursive: true }),
      (folder) => rm(join(folder, 'chain.json')),
      async (folder) => {
        const chain = join(folder, 'geth', 'chaindata')
        const manifests = (await readdir(chain)).filter((name) => name.startsWith('MANIFEST'))
        for (const name of manifests) await truncate(join(chain, name), 10)
      },
    ]
    for (const lose of losses) {
      await using folder = await temporaryFolder()
      await cp(whole.path, folder.path, { recursive: true })
      await lose(folder.path)
      await expect(
        startGethDevChain({ program, stateFolder: folder.path, port: 0 }),
      ).rejects.toMatchObject({
        code: 'MEDREC_ENGINE_STATE_BROKEN',
        details: { folder: folder.path },
      })
    }
  })

  it('says which port is taken', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const address = squatter.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(
      startGethDevChain({ program, stateFolder: folder.path, port }),
    ).rejects.toMatchObject({ code: 'MEDREC_ENGINE_PORT_IN_USE', details: { port } })
    squatter.close()
  })

  it('ends geth when its parent is killed, and prints nothing', async (context) => {
    const program = await gethOrSkip(context)
    await using folder = await temporaryFolder()
    const door = new URL('../src/node/index.ts', import.meta.url).href
    const options = { program, stateFolder: folder.path, port: 0 }
    const script = `
      import { startGethDevChain } from ${JSON.stringify(door)}
      const engine = await startGethDevChain(${JSON.stringify(options)})
      process.send({ geth: engine.processId })
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    let printed = ''
    for (const stream of [parent.stdout, parent.stderr]) {
      stream?.on('data', (chunk) => {
        printed += chunk
      })
    }
    const [{ geth }] = await once(parent, 'message')
    expect(isRunning(geth)).toBe(true)
    parent.kill('SIGKILL')
    await until(() => !isRunning(geth))
    expect(printed).toBe('')
  })
})

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}
