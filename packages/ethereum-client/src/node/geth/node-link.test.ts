import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeLinkTo } from './node-link.ts'

type Call = { readonly id: number; readonly method: string; readonly params: readonly unknown[] }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'medrec-link-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Listens where a node would, and does with each call what it is told. */
async function listen(name: string, take: (call: Call, socket: Socket) => void) {
  const path = join(folder, name)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    createInterface({ input: socket }).on('line', (line) => take(JSON.parse(line), socket))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    path,
    connections: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const say = (socket: Socket, answer: object) => socket.write(`${JSON.stringify(answer)}\n`)

describe('nodeLinkTo', () => {
  it('gives each of many calls its own answer, in whatever order they come, over one connection', async () => {
    const waiting: (() => void)[] = []
    await using node = await listen('orders', ({ id, params }, socket) => {
      waiting.unshift(() => say(socket, { jsonrpc: '2.0', id, result: params[0] }))
      if (waiting.length === 3) for (const answer of waiting) answer()
    })
    const link = nodeLinkTo(node.path)
    const answers = await Promise.all(['a', 'b', 'c'].map((param) => link('echo', [param])))
    expect(answers).toEqual([{ result: 'a' }, { result: 'b' }, { result: 'c' }])
    expect(node.connections()).toBe(1)
  })

  it('hands on what the node refuses, with its data', async () => {
    const error = { code: 3, message: 'execution reverted', data: '0x08c379a0' }
    await using node = await listen('refuses', ({ id }, socket) => say(socket, { id, error }))
    expect(await nodeLinkTo(node.path)('eth_call', [])).toEqual({ error })
  })

  it('fails every call that waits when the node hangs up, and finds it when it is back', async () => {
    const link = nodeLinkTo(join(folder, 'restarts'))
    await expect(link('first', [])).rejects.toThrow(/ENOENT/)
    {
      await using _node = await listen('restarts', (_, socket) => socket.destroy())
      const calls = [link('second', []), link('third', [])]
      for (const call of await Promise.allSettled(calls)) expect(call.status).toBe('rejected')
    }
    await using _again = await listen('restarts', ({ id }, socket) =>
      say(socket, { id, result: 1 }),
    )
    expect(await link('fourth', [])).toEqual({ result: 1 })
  })

  it('hangs up on what is no answer', async () => {
    await using node = await listen('babbles', (_, socket) => socket.write('{"id":"one"}\n'))
    await expect(nodeLinkTo(node.path)('eth_chainId', [])).rejects.toThrow('no answer')
  })
})
