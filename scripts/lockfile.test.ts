import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { missingPackages } from './lockfile.mjs'

const LINUX = { os: 'linux', cpu: 'x64' }
const shared = { version: '1.0.0', integrity: 'sha512-one' }

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'medrec-lock-'))
  mkdirSync(join(root, 'node_modules'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('missingPackages', () => {
  it('is empty if everything of this platform is installed', () => {
    write('package-lock.json', {
      '': {},
      'packages/protocol': {},
      'node_modules/shared': shared,
      'node_modules/@medrec/protocol': { link: true },
      'node_modules/binary-win32': { ...shared, optional: true, os: ['win32'], cpu: ['x64'] },
      'node_modules/binary-musl': { ...shared, optional: true, os: ['linux'], libc: ['musl'] },
      'node_modules/fallback-wasm': { ...shared, optional: true },
    })
    write('node_modules/.package-lock.json', {
      'node_modules/shared': shared,
      'node_modules/@medrec/protocol': { link: true },
    })
    expect(missingPackages(root, LINUX)).toEqual([])
  })

  it.each([
    ['absent', {}],
    ['of another version', { 'node_modules/shared': { ...shared, version: '1.0.1' } }],
    ['of other content', { 'node_modules/shared': { ...shared, integrity: 'sha512-two' } }],
  ])('names a package that is %s', (_, installed) => {
    write('package-lock.json', { 'node_modules/shared': shared })
    write('node_modules/.package-lock.json', installed)
    expect(missingPackages(root, LINUX)).toEqual(['node_modules/shared'])
  })

  it('names the binary package that an older Node left out', () => {
    const binary = { ...shared, optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] }
    write('package-lock.json', { 'node_modules/binary-linux': binary })
    write('node_modules/.package-lock.json', {})
    expect(missingPackages(root, LINUX)).toEqual(['node_modules/binary-linux'])
  })

  it('takes a half-written list of what is installed for none', () => {
    write('package-lock.json', { 'node_modules/shared': shared })
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages": {')
    expect(missingPackages(root, LINUX)).toEqual(['node_modules/shared'])
  })
})

function write(file: string, packages: Readonly<Record<string, object>>): void {
  writeFileSync(join(root, file), JSON.stringify({ packages }))
}
