import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { nodeLinkTo } from './node-link.ts'

/**
 * Calls any method of one's own node, also those that change it: to vote, to rewind, to stop
 * sealing. Its HTTP has none of them.
 */
export type NodeControl = (method: string, params?: readonly unknown[]) => Promise<unknown>

/** An authority's own node: both of its doors. */
export type OwnNode = { readonly rpcUrl: string; readonly control: NodeControl }

const LONGEST_PATH = 100

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

/** Calls a node through its socket. What the node refuses is thrown, with its words. */
export function nodeControlAt(socketPath: string): NodeControl {
  const link = nodeLinkTo(socketPath)
  return async (method, params = []) => {
    const { result, error } = await link(method, params)
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
}
