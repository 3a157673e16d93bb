import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MedRecError } from '@medrec/protocol'
import { z } from 'zod'
import { defaultGethFolder } from './find-geth.ts'
import { GETH_FILE, GETH_VERSION, gethVersionOf } from './geth-version.ts'
import { makeGo } from './go.ts'

export type GethInstallation = {
  /** Where the program is put; {@link defaultGethFolder} if absent. */
  readonly folder?: string
  /** The environment Go runs in: at least `PATH` and the home folder. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Told one line at a time what happens. */
  readonly onProgress?: (line: string) => void
}

const MODULE = `github.com/ethereum/go-ethereum@v${GETH_VERSION}`

/**
 * Go's hash of the module's sources, `go.sum` among them. That file pins every dependency, so this
 * one line decides what is built, whatever checksum database the machine asks.
 */
const MODULE_SUM = 'h1:U7sSGYGo4SPjP6iNIifNoyIAiNjrmQkz6EwQG+/EZWo='

/** The linker of newer Go refuses a memory report of geth's that reaches into the runtime. */
const FIRST_GO_THAT_CHECKS_LINK_NAMES = 23

const downloadSchema = z.object({ Sum: z.string(), Dir: z.string() })

/**
 * Builds geth 1.13.15 from its sources with Go and puts it, whole, into the tool folder. Does
 * nothing if it is there already.
 *
 * @returns the path of the program.
 * @throws {GoMissingError} MEDREC_GO_MISSING if there is no Go, or one too old
 * @throws {GoError} MEDREC_GO_FAILED if Go could not fetch or build it
 * @throws {GethChecksumError} MEDREC_GETH_CHECKSUM if the sources are not those we know
 */
export async function installGeth(installation: GethInstallation): Promise<string> {
  const folder = installation.folder ?? defaultGethFolder()
  const program = join(folder, GETH_FILE)
  if ((await gethVersionOf(program)) === GETH_VERSION) return program
  const say = installation.onProgress ?? (() => {})
  // Beside its place, so that moving it there is one step.
  await mkdir(dirname(folder), { recursive: true })
  const workshop = await mkdtemp(join(dirname(folder), '.build-'))
  try {
    const go = await makeGo({ environment: installation.environment, onLine: say })
    say(`Fetching the sources of geth ${GETH_VERSION}`)
    const download = downloadSchema.parse(
      JSON.parse(await go.run(['mod', 'download', '-json', MODULE], workshop)),
    )
    if (download.Sum !== MODULE_SUM) throw new GethChecksumError(download.Sum)
    say(`Building geth ${GETH_VERSION} with Go 1.${go.minorVersion}: about two minutes`)
    const built = join(workshop, GETH_FILE)
    await go.run(['build', ...buildFlags(go.minorVersion), '-o', built, './cmd/geth'], download.Dir)
    const version = await gethVersionOf(built)
    if (version !== GETH_VERSION) throw new GethChecksumError(`version ${version ?? 'unknown'}`)
    await mkdir(folder, { recursive: true })
    await rename(built, program)
    return program
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/** `-v` names each package as it is built; `-mod=readonly` holds it to the module's own go.sum. */
function buildFlags(goMinorVersion: number): readonly string[] {
  const linking =
    goMinorVersion >= FIRST_GO_THAT_CHECKS_LINK_NAMES ? ['-ldflags=-checklinkname=0'] : []
  return ['-v', '-trimpath', '-mod=readonly', ...linking]
}

export class GethChecksumError extends MedRecError<
  'MEDREC_GETH_CHECKSUM',
  { readonly found: string }
> {
  override name = 'GethChecksumError'

  constructor(found: string) {
    super(
      'MEDREC_GETH_CHECKSUM',
      `What the Go module proxy serves as geth ${GETH_VERSION} is not what was reviewed (${found}); nothing was installed. Check GOPROXY and the module cache (go clean -modcache), then try again.`,
      { details: { found } },
    )
  }
}
