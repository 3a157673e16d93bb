import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { MedRecError } from '@medrec/protocol'
import { EngineStartError } from '../engine-process.ts'

/** A program and the data folder it works on. */
export type GethHome = { readonly program: string; readonly folder: string }

/**
 * Runs one command of geth (`init`, `account new`) on a data folder to its end.
 *
 * @throws {EngineFolderInUseError} MEDREC_ENGINE_FOLDER_IN_USE if a geth runs on the folder
 * @throws {EngineStartError} MEDREC_ENGINE_DID_NOT_START if the command fails otherwise; its cause
 * is what geth said
 */
export async function runGeth(home: GethHome, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(
      home.program,
      ['--datadir', home.folder, '--verbosity', '1', ...args],
      {
        env: {},
        timeout: 60_000,
        windowsHide: true,
      },
    )
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
    if (/already used by another process/.test(said)) throw new EngineFolderInUseError(home.folder)
    const code = error instanceof Error && 'code' in error ? error.code : null
    throw new EngineStartError(typeof code === 'number' ? code : null, new Error(said))
  }
}

export class EngineFolderInUseError extends MedRecError<
  'MEDREC_ENGINE_FOLDER_IN_USE',
  { readonly folder: string }
> {
  override name = 'EngineFolderInUseError'

  constructor(folder: string) {
    super(
      'MEDREC_ENGINE_FOLDER_IN_USE',
      `Another geth runs on ${folder}. Stop it, or give this one a folder of its own.`,
      { details: { folder }, retryable: true },
    )
  }
}
