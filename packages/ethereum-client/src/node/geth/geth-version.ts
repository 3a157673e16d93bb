import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** The last go-ethereum that seals Clique; none older is free of known faults. */
export const GETH_VERSION = '1.13.15'

/** The file name of the program on this machine. */
export const GETH_FILE: string = process.platform === 'win32' ? 'geth.exe' : 'geth'

/**
 * Asks a program which version of geth it is.
 *
 * @returns undefined if there is no such program or it is not geth.
 */
export async function gethVersionOf(program: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, ['version'], {
      // geth takes settings from variables GETH_…; none is meant for us.
      env: {},
      timeout: 10_000,
      windowsHide: true,
    })
    return /^Geth\s+Version: (\d+\.\d+\.\d+)/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}
