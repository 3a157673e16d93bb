/**
 * Asks until the answer is yes, with pauses that grow to two seconds. A failed question counts as
 * no: the next one may meet another provider.
 * @returns whether it became so before the deadline.
 */
export async function waitUntil(
  ask: () => Promise<boolean>,
  options: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const deadline = Date.now() + options.deadlineMs
  for (let pauseMs = 150; ; pauseMs = Math.min(pauseMs * 1.5, 2000)) {
    if (await ask().catch(() => false)) return true
    options.signal.throwIfAborted()
    if (Date.now() + pauseMs > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
