import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const packageFolder = join(import.meta.dirname, '..', '..')
const packagesFolder = join(packageFolder, '..')

/** Where `buildClient` puts the client. */
export const clientDistFolder = join(packageFolder, 'dist')

/** Everything that can change the built client. */
const sources = [
  'user-client/src',
  'user-client/public',
  'user-client/index.html',
  'user-client/vite.config.ts',
  'user-client/package.json',
  'protocol/src',
  'ethereum-client/src',
  'smart-contracts/src',
  '../package-lock.json',
]

/**
 * Builds the user client with Vite into `clientDistFolder`, unless the last build was made of
 * the same sources. Two builds at once do not mix: the stamp is written after the files.
 * @returns whether a build was needed.
 */
export async function buildClient(): Promise<boolean> {
  const stamp = await stampOf(sources)
  const stampFile = join(clientDistFolder, '.stamp')
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return false
  const { build } = await import('vite')
  await build({
    configFile: join(packageFolder, 'vite.config.ts'),
    logLevel: 'error',
  })
  await mkdir(clientDistFolder, { recursive: true })
  await writeFile(stampFile, stamp)
  return true
}

async function stampOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesUnder(join(packagesFolder, path))) {
      hash.update(file.slice(packagesFolder.length)).update('\0')
      hash.update(await readFile(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

async function filesUnder(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) return []
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(
    () => undefined,
  )
  if (entries === undefined) return [path]
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
