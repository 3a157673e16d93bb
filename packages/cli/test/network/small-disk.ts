import { execFile } from 'node:child_process'
import { cp, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A folder that has become a disk of its own, with little room. Disposing of it makes it a folder again. */
export type SmallDisk = AsyncDisposable & {
  /** Leaves no room. */
  readonly fill: () => Promise<void>
  readonly makeRoom: () => Promise<void>
}

const MIB = 1_024 * 1_024
const FILLER = 'filler'

/** Whether this user may make a disk of memory: on Linux, as root. */
export async function canMount(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  return run('mount', ['--version']).then(
    () => true,
    () => false,
  )
}

/** Moves a folder onto a disk of `sizeMib`. */
export async function moveToSmallDisk(folder: string, sizeMib: number): Promise<SmallDisk> {
  const before = `${folder}.before`
  await rename(folder, before)
  await mkdir(folder, { mode: 0o700 })
  await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=0700`, 'tmpfs', folder])
  await copy(before, folder)
  await rm(before, { recursive: true })
  const filler = join(folder, FILLER)
  return {
    async fill() {
      const file = await open(filler, 'w')
      const block = Buffer.alloc(MIB / 16)
      try {
        for (;;) await file.write(block)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        await file.close()
      }
    },
    makeRoom: () => rm(filler, { force: true }),
    async [Symbol.asyncDispose]() {
      await rm(filler, { force: true })
      await copy(folder, before)
      await run('umount', [folder])
      await rm(folder, { recursive: true })
      await rename(before, folder)
    },
  }
}

/** Without sockets, which a killed node leaves behind. */
function copy(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, filter: async (path) => !(await lstat(path)).isSocket() })
}
