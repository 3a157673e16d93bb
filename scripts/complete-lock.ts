/**
 * Adds to package-lock.json the binary packages of other platforms that npm left out: it drops an
 * optional package that its registry does not offer, and `npm ci` then refuses the lock everywhere
 * (npm/cli#4828). `node scripts/complete-lock.ts` writes, `--check` fails if one is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Entry = {
  readonly version?: string
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type Lock = { readonly packages: Readonly<Record<string, Entry>> }

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openbsd', 'openharmony', 'win32']
const PROCESSORS = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64']

/** The lock with an entry for each optional package that another entry names. Pure. */
export function completeLock(lock: Lock): Lock {
  const added = Object.values(lock.packages)
    .flatMap((entry) => Object.entries(entry.optionalDependencies ?? {}))
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .map(([name, version]) => [`node_modules/${name}`, optionalEntry(name, version)] as const)
  if (added.length === 0) return lock
  const entries = [...Object.entries(lock.packages), ...added]
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return { ...lock, packages: Object.fromEntries(entries) }
}

function optionalEntry(name: string, version: string): Entry {
  const words = name.replace('amd64', 'x64').split(/[-/]/)
  const os = SYSTEMS.filter((system) => words.includes(system))
  const cpu = PROCESSORS.filter((processor) => words.includes(processor))
  if (os.length === 0 || cpu.length === 0 || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`${name}@${version} is not a binary package of one platform: add it by hand`)
  }
  const isMusl = words.some((word) => word.startsWith('musl'))
  const libc = os[0] === 'linux' ? { libc: [isMusl ? 'musl' : 'glibc'] } : {}
  return { version, cpu, ...libc, optional: true, os }
}

if (import.meta.main) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
  const text = readFileSync(file, 'utf8')
  const completed = `${JSON.stringify(completeLock(JSON.parse(text) as Lock), null, 2)}\n`
  if (!process.argv.includes('--check')) writeFileSync(file, completed)
  else if (completed !== text) {
    console.error(
      'package-lock.json lacks packages of other platforms: node scripts/complete-lock.ts',
    )
    process.exitCode = 1
  }
}
