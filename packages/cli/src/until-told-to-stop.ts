/** Waits for SIGINT (Ctrl-C), SIGTERM, or the end of the parent that started this process. */
export async function untilToldToStop(): Promise<void> {
  await new Promise<void>((resolve) => {
    // A signal handler alone does not keep Node running.
    const keepRunning = setInterval(() => undefined, 2 ** 30)
    const stop = () => {
      clearInterval(keepRunning)
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
    if (process.channel !== undefined) process.once('disconnect', stop)
  })
}
