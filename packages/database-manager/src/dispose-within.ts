/** Disposes of something, but waits no longer than so for it; then it ends by itself later. */
export async function disposeWithin(ms: number, resource: AsyncDisposable): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([resource[Symbol.asyncDispose](), patience]).finally(() => clearTimeout(timer))
}
