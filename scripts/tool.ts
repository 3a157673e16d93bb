import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('..', import.meta.url))

type Run = {
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Write what the tool says to the terminal too; without it the output is kept alone. */
  readonly isLoud?: boolean
}
export type ToolResult = { readonly code: number; readonly output: string }

const running = new Set<ChildProcess>()
let isStopping = false

/**
 * Runs a script of Node without a shell and waits for its end.
 * @returns the exit code (1 if it could not start, was killed or is not to start any more) and all
 * it wrote
 */
export function runNode({ args, cwd = ROOT, env = {}, isLoud = false }: Run): Promise<ToolResult> {
  if (isStopping) return Promise.resolve({ code: 1, output: 'stopped' })
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const pieces: string[] = []
  for (const [stream, terminal] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      pieces.push(text)
      if (isLoud) terminal.write(text)
    })
  }
  return new Promise((resolve) => {
    const end = (code: number): void => {
      running.delete(child)
      resolve({ code, output: pieces.join('') })
    }
    child.once('error', (error) => {
      pieces.push(error.message)
      end(1)
    })
    child.once('close', (code) => end(code ?? 1))
  })
}

/** Ends what runs now, and starts nothing more. */
export function stopTools(): void {
  isStopping = true
  for (const child of running) child.kill('SIGTERM')
}

/** The script behind a package's command, so that it runs without a shell or a `.cmd` file. */
export function commandOf(name: string, command: string = name): string {
  const folder = join(ROOT, 'node_modules', ...name.split('/'))
  const text = readFileSync(join(folder, 'package.json'), 'utf8')
  const { bin } = JSON.parse(text) as { bin: string | Readonly<Record<string, string>> } // npm's format
  const path = typeof bin === 'string' ? bin : bin[command]
  if (path === undefined) throw new Error(`${name} has no command ${command}`)
  return join(folder, path)
}
