import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { MedRecError } from '@medrec/protocol'

/** The Go of this machine. */
export type Go = {
  /** 26 for Go 1.26. */
  readonly minorVersion: number
  /** Runs one of its commands to the end and returns what it wrote. */
  readonly run: (args: readonly string[], folder: string) => Promise<string>
}

export type GoOptions = {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Told each line of what Go says about its work. */
  readonly onLine: (line: string) => void
}

/** What geth 1.13.15 says it needs. */
const OLDEST_MINOR_VERSION = 21
const ENDS_WITHIN_MS = 30 * 60_000

/**
 * Looks whether there is a Go that can build geth.
 *
 * @throws {GoMissingError} MEDREC_GO_MISSING if there is none, or one too old
 */
export async function makeGo(options: GoOptions): Promise<Go> {
  const environment = { ...options.environment, GO111MODULE: 'on', GOWORK: 'off' }
  const run: Go['run'] = (args, folder) =>
    runToEnd({ args, folder, environment, onLine: options.onLine })
  const version = await run(['env', 'GOVERSION'], process.cwd()).catch((error: unknown) => {
    if (error instanceof GoError && error.details.exitCode === null) throw new GoMissingError()
    throw error
  })
  const minorVersion = Number(/^go1\.(\d+)/.exec(version)?.[1])
  if (!(minorVersion >= OLDEST_MINOR_VERSION)) throw new GoMissingError(version.trim())
  return { minorVersion, run }
}

type GoRun = GoOptions & { readonly args: readonly string[]; readonly folder: string }

function runToEnd({ args, folder, environment, onLine }: GoRun): Promise<string> {
  const child = spawn('go', args, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: ENDS_WITHIN_MS,
    windowsHide: true,
  })
  let output = ''
  let lastLines: readonly string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines = [...lastLines.slice(-9), line]
    onLine(line)
  })
  const command = `go ${args.slice(0, 2).join(' ')}`
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new GoError(command, { exitCode: null, cause })))
    child.once('close', (exitCode) => {
      if (exitCode === 0) resolve(output)
      else {
        const cause = new Error([...lastLines, output.slice(-2_000)].join('\n'))
        reject(new GoError(command, { exitCode: exitCode ?? 1, cause }))
      }
    })
  })
}

export class GoMissingError extends MedRecError<
  'MEDREC_GO_MISSING',
  { readonly found: string | undefined }
> {
  override name = 'GoMissingError'

  constructor(found?: string) {
    super(
      'MEDREC_GO_MISSING',
      `geth is built with Go 1.${OLDEST_MINOR_VERSION} or newer, and this machine has ${found ?? 'none'}. Install Go (on Debian the package golang-go), then try again.`,
      { details: { found } },
    )
  }
}

export class GoError extends MedRecError<
  'MEDREC_GO_FAILED',
  { readonly command: string; readonly exitCode: number | null }
> {
  override name = 'GoError'

  constructor(command: string, failure: { readonly exitCode: number | null; cause: unknown }) {
    super(
      'MEDREC_GO_FAILED',
      `"${command}" failed while geth was built. Check that the Go module proxy can be reached and that the disk has 2 GB free, then try again.`,
      { details: { command, exitCode: failure.exitCode }, retryable: true, cause: failure.cause },
    )
  }
}
