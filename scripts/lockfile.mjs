/** Compares package-lock.json with what npm says it installed. Plain JavaScript for Node 18. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean,
 *   os?: readonly string[], cpu?: readonly string[], libc?: readonly string[]}} LockEntry
 * @typedef {Readonly<Record<string, LockEntry>>} Lock
 * @typedef {{ os: string, cpu: string }} Platform
 */

/**
 * Lists the packages of package-lock.json that this platform needs and node_modules has not.
 * @param {string} root
 * @param {Platform} [platform]
 * @returns {string[]} empty if nothing is to install
 */
export function missingPackages(root, platform = here()) {
  const wanted = readLock(join(root, 'package-lock.json')) ?? {}
  const installed = readLock(join(root, 'node_modules', '.package-lock.json')) ?? {}
  return Object.entries(wanted)
    .filter(([path, entry]) => path.includes('node_modules/') && isFor(entry, platform))
    .filter(([path, entry]) => !isSame(entry, installed[path]))
    .map(([path]) => path)
}

/**
 * @param {string} file
 * @returns {Lock | undefined}
 */
export function readLock(file) {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined // half written: the same as absent
  }
}

/**
 * @param {LockEntry} wanted
 * @param {LockEntry | undefined} found
 */
function isSame(wanted, found) {
  if (wanted.link === true) return found?.link === true
  const hasHash = wanted.integrity === undefined || wanted.integrity === found?.integrity
  return found?.version === wanted.version && hasHash
}

/**
 * @param {LockEntry} entry
 * @param {Platform} platform
 */
function isFor(entry, { os, cpu }) {
  if (entry.optional !== true) return true
  if (entry.os === undefined && entry.cpu === undefined) return false // a fallback npm may leave out
  if (entry.libc !== undefined && !entry.libc.includes('glibc')) return false
  return (entry.os?.includes(os) ?? true) && (entry.cpu?.includes(cpu) ?? true)
}

/** @returns {Platform} */
function here() {
  return { os: process.platform, cpu: process.arch }
}
