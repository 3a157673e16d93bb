import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'

/** What a node says to one call, by JSON-RPC 2.0. */
export type NodeAnswer = z.infer<typeof answerSchema>

/** Calls a node; rejects if no answer comes. What the node refuses is an answer. */
export type NodeLink = (method: string, params: readonly unknown[]) => Promise<NodeAnswer>

const errorSchema = z.object({
  code: z.number(),
  message: z.string(),
  data: z.unknown().optional(),
})
const answerSchema = z.object({ result: z.unknown().optional(), error: errorSchema.optional() })
const lineSchema = answerSchema.extend({ id: z.number() })

type Waiting = {
  readonly resolve: (answer: NodeAnswer) => void
  readonly reject: (reason: Error) => void
}
type Connection = { readonly socket: Socket; readonly waiting: Map<number, Waiting> }

const ANSWERS_WITHIN_MS = 10_000

/**
 * Links to a node by its socket: any number of calls at once over one connection, which is made when
 * it is needed and holds no process back. A node that was started again is found again.
 */
export function nodeLinkTo(socketPath: string): NodeLink {
  let connection: Connection | undefined
  let lastId = 0

  function open(): Connection {
    const socket = connect(socketPath)
    const opened: Connection = { socket, waiting: new Map() }
    let reason = new Error('The node hung up.')
    socket.on('error', (error) => {
      reason = error
    })
    socket.on('close', () => {
      if (connection === opened) connection = undefined
      for (const { reject } of opened.waiting.values()) reject(reason)
    })
    // geth ends each answer with a line feed.
    const lines = createInterface({ input: socket })
    lines.on('line', (line) => answer(opened, line))
    // The socket's own, a second time.
    lines.on('error', () => undefined)
    return opened
  }

  function answer({ socket, waiting }: Connection, line: string): void {
    const parsed = lineSchema.safeParse(parseJson(line))
    if (!parsed.success) {
      socket.destroy(new Error('The node says what is no answer.'))
      return
    }
    const { id, ...rest } = parsed.data
    waiting.get(id)?.resolve(rest)
  }

  return async (method, params) => {
    connection ??= open()
    const { socket, waiting } = connection
    lastId += 1
    const id = lastId
    const silence = setTimeout(
      () => socket.destroy(new Error('The node is silent.')),
      ANSWERS_WITHIN_MS,
    )
    try {
      return await new Promise<NodeAnswer>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.ref()
        socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      })
    } finally {
      clearTimeout(silence)
      waiting.delete(id)
      if (waiting.size === 0) socket.unref()
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
