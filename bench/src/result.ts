import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const folder = join(import.meta.dirname, '..', 'results')

/** Writes `results/<name>.json`: the figures, the machine they come from and the commit. */
export async function writeResult(
  name: string,
  figures: Readonly<Record<string, number>>,
): Promise<void> {
  const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'])
  const machine = {
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  await mkdir(folder, { recursive: true })
  const text = JSON.stringify({ name, figures, machine, commit: stdout.trim() }, null, 2)
  await writeFile(join(folder, `${name}.json`), `${text}\n`)
}
