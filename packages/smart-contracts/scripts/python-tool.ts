import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Installs a tool of PyPI with all it needs, each at its version in `requirements/<name>.txt`, into a folder of
 * its own under `cache/`, unless these versions are there already.
 * @returns the folder of its commands
 * @throws {Error} if there is no python3 with its venv module, or a package cannot be had
 */
export function installPythonTool(name: 'slither' | 'halmos'): string {
  const requirements = fileURLToPath(new URL(`./requirements/${name}.txt`, import.meta.url))
  const folder = fileURLToPath(new URL(`../cache/python/${name}`, import.meta.url))
  const mark = join(folder, 'installed.txt')
  const wanted = readFileSync(requirements, 'utf8')
  const commands = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return commands

  console.log(`Installing ${name} from PyPI into ${folder}`)
  rmSync(folder, { recursive: true, force: true })
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'pipe' })
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps']
    execFileSync(join(commands, 'python'), [...install, '-r', requirements], { stdio: 'pipe' })
  } catch (cause) {
    throw new Error(`${name} needs python3 (3.11 or newer) with venv, and PyPI.`, { cause })
  }
  writeFileSync(mark, wanted)
  return commands
}
