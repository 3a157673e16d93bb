import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readNetworkFile, writeNetworkFile } from './network-file.ts'

describe('network.json', () => {
  let folder: string
  let path: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medrec-network-file-'))
    path = join(folder, 'network.json')
  })
  afterAll(() => rm(folder, { recursive: true }))

  const network = {
    chainId: 94_480_878_143_444,
    registry: '0x6c788381367B6656668702360D249368906aAdaE',
    deploymentBlock: 1,
    engine: 'anvil',
  } as const

  it('is absent before the network is made', async () => {
    expect(await readNetworkFile(path)).toBeUndefined()
  })

  it('is read as it was written', async () => {
    await writeNetworkFile(path, network)
    expect(await readNetworkFile(path)).toEqual(network)
  })

  it('is refused when it names no network', async () => {
    const faults = [
      '{',
      JSON.stringify({ ...network, chainId: 2 ** 53 }),
      JSON.stringify({ ...network, registry: '0x12' }),
      JSON.stringify({ ...network, more: 1 }),
    ]
    for (const text of faults) {
      await writeFile(path, text)
      await expect(readNetworkFile(path)).rejects.toMatchObject({
        code: 'MEDREC_NETWORK_FILE_MALFORMED',
        details: { path },
      })
    }
  })
})
