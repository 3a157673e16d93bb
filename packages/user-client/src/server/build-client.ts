import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

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

/** Files of older builds stay this long: a server that runs may still serve them. */
const KEEP_MS = 24 * 3600 * 1000

/**
 * Builds the user client with Vite into `clientDistFolder`, unless the last build was made of
 * the same sources. Safe beside other builds and beside running servers: the files are made in a
 * folder of their own and moved in one by one, the page last, and older ones stay for a day.
 * @returns whether a build was needed.
 */
export async function buildClient(): Promise<boolean> {
  const stamp = await stampOf(sources)
  const stampFile = join(clientDistFolder, '.stamp')
  const page = join(clientDistFolder, 'index.html')
  const isFresh = existsSync(page) && existsSync(stampFile)
  if (isFresh && (await readFile(stampFile, 'utf8')) === stamp) return false

  await mkdir(clientDistFolder, { recursive: true })
  const outDir = await mkdtemp(join(clientDistFolder, '.build-'))
  try {
    await buildInto(outDir)
    await moveInto(clientDistFolder, outDir)
    await writeFile(stampFile, stamp)
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
  return true
}

async function buildInto(outDir: string): Promise<void> {
  const { build } = await import('vite')
  const configFile = join(packageFolder, 'vite.config.ts')
  const { env } = process
  const { NODE_ENV } = env
  // Vite takes the React of this word, and test runners set it to "test".
  env.NODE_ENV = 'production'
  try {
    await build({ configFile, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  } finally {
    if (NODE_ENV === undefined) delete env.NODE_ENV
    else env.NODE_ENV = NODE_ENV
  }
}

async function moveInto(folder: string, built: string): Promise<void> {
  const files = (await filesUnder(built)).map((file) => relative(built, file))
  const isPage = (file: string): boolean => file === 'index.html'
  for (const file of [...files.filter((each) => !isPage(each)), ...files.filter(isPage)]) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await rename(join(built, file), join(folder, file))
  }
  const assets = join(folder, 'assets')
  for (const file of await filesUnder(assets)) {
    const isOld = Date.now() - (await stat(file)).mtimeMs > KEEP_MS
    if (isOld && !files.includes(relative(folder, file))) await rm(file, { force: true })
  }
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
