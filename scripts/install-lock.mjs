/** Lets one process install at a time. Plain JavaScript for Node 18. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Runs `work` while no other process of this copy of the project installs anything.
 * @template Result
 * @param {string} folder where the lock lies
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withInstallLock(folder, work) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'install.lock')
  await take(file)
  const release = () => rmSync(file, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.off('exit', release)
  }
}

/** @param {string} file */
async function take(file) {
  let isWaiting = false
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    }
    const holder = holderOf(file)
    if (holder === 'gone') removeStale(file)
    else if (!isWaiting) {
      console.log(`Another installation is running (process ${holder}); waiting for it ...`)
      isWaiting = true
    }
    await delay(300)
  }
}

/**
 * @param {string} file
 * @returns {string} the process id, or `gone`
 */
function holderOf(file) {
  try {
    const text = readFileSync(file, 'utf8')
    const isFresh = Date.now() - statSync(file).mtimeMs < 5_000
    if (text === '') return isFresh ? 'starting' : 'gone'
    process.kill(Number(text), 0)
    return text
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'EPERM') return 'of another user'
    return 'gone'
  }
}

/**
 * Two waiters may see the same dead holder: the rename lets one of them remove it, and what was
 * taken anew in between is put back.
 * @param {string} file
 */
function removeStale(file) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return // somebody else removed it
  }
  if (holderOf(aside) !== 'gone' && !existsSync(file)) renameSync(aside, file)
  rmSync(aside, { force: true })
}
