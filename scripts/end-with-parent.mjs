/** Preloaded by run.mjs: a command whose pre-step was killed ends too, instead of keeping its ports. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
