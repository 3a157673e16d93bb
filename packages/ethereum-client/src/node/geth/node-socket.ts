import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/**
 * Calls any method of one's own node, also those that change it: to vote, to rewind, to stop
 * sealing. Its HTTP has none of them.
 */
export type NodeControl = (method: string, params?: readonly unknown[]) => Promise<unknown>

const LONGEST_PATH = 100
const ANSWERS_WITHIN_MS = 10_000
const responseSchema = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
})

/**
 * Where a node's socket is: in its data folder, which is this user's alone; outside of it, still
 * for this user alone, if the path would be longer than the system takes.
 */
export function socketPathOf(folder: string): string {
  const name = `medrec-${createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  const inside = join(resolve(folder), 'geth.ipc')
  return inside.length <= LONGEST_PATH ? inside : join(tmpdir(), `${name}.ipc`)
}

/** Speaks to a node through its socket, one connection for each call. */
export function nodeControlAt(socketPath: string): NodeControl {
  return async (method, params = []) => {
    const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const answer = responseSchema.parse(JSON.parse(await exchange(socketPath, request)))
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result
  }
}

/** geth ends each answer with a line feed. */
function exchange(socketPath: string, request: string): Promise<string> {
  return new Promise((resolveWith, reject) => {
    let received = ''
    const socket = connect(socketPath)
    socket.setEncoding('utf8')
    socket.setTimeout(ANSWERS_WITHIN_MS, () => socket.destroy(new Error('The node is silent.')))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The node hung up.')))
    socket.on('data', (chunk: string) => {
      received += chunk
      if (!received.endsWith('\n')) return
      resolveWith(received)
      socket.destroy()
    })
    socket.write(`${request}\n`)
  })
}
