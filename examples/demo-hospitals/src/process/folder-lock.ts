import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Takes a folder for this opener alone. The lock is the operating system's, on a file that SQLite
 * holds, so it ends with the process however that ends.
 *
 * @throws {FolderInUseError} DEMO_FOLDER_IN_USE if somebody has it, in this process or another
 */
export function lockFolder(folder: string): Disposable {
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw cause
    throw new FolderInUseError(folder)
  }
  return { [Symbol.dispose]: () => database.close() }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError'
  readonly code = 'DEMO_FOLDER_IN_USE'

  constructor(folder: string) {
    super(`The demo database in ${folder} is open already. End whoever has it, or use another one.`)
  }
}
