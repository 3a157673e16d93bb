import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MedRecError } from '@medrec/protocol'

/**
 * Takes the state folder for this process. The lock is one of the operating system on a file
 * that SQLite keeps open, so it ends with the process however that ends.
 *
 * @throws {StateFolderLockedError} MEDREC_STATE_FOLDER_LOCKED if another process has it.
 */
export function lockStateFolder(folder: string): Disposable {
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw cause
    throw new StateFolderLockedError(folder)
  }
  return { [Symbol.dispose]: () => database.close() }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

export class StateFolderLockedError extends MedRecError<
  'MEDREC_STATE_FOLDER_LOCKED',
  { readonly folder: string }
> {
  override readonly name = 'StateFolderLockedError'

  constructor(folder: string) {
    super(
      'MEDREC_STATE_FOLDER_LOCKED',
      'Another Database Manager runs on this state folder. Stop it, or give this one its own folder.',
      { details: { folder } },
    )
  }
}
