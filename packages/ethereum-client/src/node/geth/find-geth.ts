import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { MedRecError } from '@medrec/protocol'
import { GETH_FILE, GETH_VERSION, gethVersionOf } from './geth-version.ts'

export type GethSearch = {
  /** The program somebody named (`MEDREC_GETH`); nothing else is looked at then. */
  readonly named?: string | undefined
  /** The environment's `PATH`; not searched if absent. */
  readonly searchPath?: string | undefined
  /** Where {@link installGeth} puts it. */
  readonly toolFolder?: string | undefined
}

/** Outside of any project, so that one build serves every copy of MedRec of this user. */
export function defaultGethFolder(): string {
  return join(homedir(), '.cache', 'medrec', `geth-${GETH_VERSION}`)
}

/**
 * Finds geth 1.13.15: the one named, else the first of that version on the path, else the one in
 * the tool folder. Its version is asked, never taken from its name.
 *
 * @returns the path of the program.
 * @throws {GethNamedError} MEDREC_GETH_NAMED if the one named is not geth 1.13.15
 * @throws {GethMissingError} MEDREC_GETH_MISSING if there is none
 */
export async function findGeth(search: GethSearch = {}): Promise<string> {
  if (search.named) {
    const version = await gethVersionOf(search.named)
    if (version !== GETH_VERSION) throw new GethNamedError(search.named, version)
    return search.named
  }
  const folders = (search.searchPath ?? '').split(delimiter).filter((folder) => folder !== '')
  const otherVersions: string[] = []
  for (const folder of [...folders, search.toolFolder ?? defaultGethFolder()]) {
    const program = join(folder, GETH_FILE)
    const version = await gethVersionOf(program)
    if (version === GETH_VERSION) return program
    if (version !== undefined) otherVersions.push(version)
  }
  throw new GethMissingError(otherVersions)
}

export class GethMissingError extends MedRecError<
  'MEDREC_GETH_MISSING',
  { readonly otherVersions: readonly string[] }
> {
  override name = 'GethMissingError'

  constructor(otherVersions: readonly string[]) {
    const others = otherVersions.length > 0 ? `, only ${otherVersions.join(', ')}` : ''
    super(
      'MEDREC_GETH_MISSING',
      `There is no geth ${GETH_VERSION} on this machine${others}. Build it once with: npm run geth (about two minutes, needs Go), or set MEDREC_GETH to one you have.`,
      { details: { otherVersions } },
    )
  }
}

export class GethNamedError extends MedRecError<
  'MEDREC_GETH_NAMED',
  { readonly program: string; readonly version: string | undefined }
> {
  override name = 'GethNamedError'

  constructor(program: string, version: string | undefined) {
    super(
      'MEDREC_GETH_NAMED',
      `${program} is ${version === undefined ? 'not geth' : `geth ${version}`}; MedRec needs ${GETH_VERSION}, the last that seals Clique. Name that one by MEDREC_GETH, or leave MEDREC_GETH out and run: npm run geth.`,
      { details: { program, version } },
    )
  }
}
