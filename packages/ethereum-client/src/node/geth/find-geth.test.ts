import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findGeth } from './find-geth.ts'
import { GETH_FILE } from './geth-version.ts'

// Programs that only say a version: a script for sh.
describe.skipIf(process.platform === 'win32')('findGeth', () => {
  let older: string
  let right: string
  let empty: string
  beforeAll(async () => {
    older = await folderWith('1.12.0')
    right = await folderWith('1.13.15')
    empty = await mkdtemp(join(tmpdir(), 'medrec-geth-'))
  })
  afterAll(async () => {
    for (const folder of [older, right, empty]) await rm(folder, { recursive: true })
  })

  it('passes over another version on the path', async () => {
    const searchPath = [empty, older, right].join(delimiter)
    expect(await findGeth({ searchPath, toolFolder: empty })).toBe(join(right, GETH_FILE))
  })

  it('finds the one in the tool folder', async () => {
    expect(await findGeth({ searchPath: empty, toolFolder: right })).toBe(join(right, GETH_FILE))
  })

  it('says what there is instead and how to get it', async () => {
    await expect(findGeth({ searchPath: older, toolFolder: empty })).rejects.toMatchObject({
      code: 'MEDREC_GETH_MISSING',
      details: { otherVersions: ['1.12.0'] },
      message: expect.stringContaining('npm run geth'),
    })
  })

  it('takes the one named or none', async () => {
    const searchPath = right
    expect(await findGeth({ named: join(right, GETH_FILE) })).toBe(join(right, GETH_FILE))
    await expect(findGeth({ named: join(older, GETH_FILE), searchPath })).rejects.toMatchObject({
      code: 'MEDREC_GETH_NAMED',
      details: { version: '1.12.0' },
    })
    await expect(findGeth({ named: join(empty, 'none'), searchPath })).rejects.toMatchObject({
      code: 'MEDREC_GETH_NAMED',
      details: { version: undefined },
    })
  })
})

async function folderWith(version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'medrec-geth-'))
  const program = join(folder, GETH_FILE)
  await writeFile(program, `#!/bin/sh\nprintf 'Geth\\nVersion: ${version}-stable\\n'\n`)
  await chmod(program, 0o755)
  return folder
}
