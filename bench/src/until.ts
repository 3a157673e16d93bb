import { setTimeout as wait } from 'node:timers/promises'
import type { ProviderSession } from '@medrec/cli/headless-client'

/** How often something is tried, and for how long; by default every 5 ms for ten seconds. */
export type Patience = { readonly everyMs?: number; readonly withinMs?: number }

/** Repeats until it succeeds; when the patience is over its failure is thrown. */
export async function until<Result>(
  attempt: () => Promise<Result>,
  { everyMs = 5, withinMs = 10_000 }: Patience = {},
): Promise<Result> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await wait(everyMs)
    }
  }
}

/** Reads until the answer has this status. */
export async function untilStatus(
  session: ProviderSession,
  { path, status, ...patience }: { readonly path: string; readonly status: number } & Patience,
): Promise<void> {
  await until(async () => {
    const response = await session.fetch(path)
    await response.arrayBuffer()
    if (response.status !== status) throw new Error(`It still answers ${response.status}.`)
  }, patience)
}
