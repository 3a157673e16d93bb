/** Something that listens; disposing of it closes it. */
export type Listening = AsyncDisposable & { readonly port: number }

const STOP_WITHIN_MS = 4_500

/**
 * Runs a demo server as a process of its own. Its one argument is JSON; when it listens it prints
 * one line and, with a parent to talk to, sends `{ type: 'ready', port }`. It ends on SIGTERM, on
 * SIGINT and when the channel to its parent closes: within 5 s, cleanly if it can.
 */
export async function runAsProcess(
  name: string,
  start: (settings: unknown) => Promise<Listening>,
): Promise<void> {
  const ending = Promise.withResolvers<void>()
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
    process.once(event, () => {
      // Whatever hangs, even the start: nobody waits longer than this.
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
      ending.resolve()
    })
  }
  const server = await start(JSON.parse(process.argv[2] ?? '{}'))
  process.stdout.write(`${name} ready on port ${server.port}\n`)
  process.send?.({ type: 'ready', port: server.port })
  await ending.promise
  await server[Symbol.asyncDispose]()
  process.exit(0)
}
