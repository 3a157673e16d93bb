import { describe, expect, it } from 'vitest'
import { openVault, sealVault } from './vault.ts'

const QUICK = 4
const entropy = Uint8Array.from({ length: 16 }, (_, index) => index * 7)

describe('the vault', () => {
  it('gives back the entropy to the right passphrase', async () => {
    const vault = await sealVault(entropy, 'correct horse', QUICK)
    expect(await openVault(vault, 'correct horse')).toEqual(entropy)
  })

  it('is of the same size whatever it holds', async () => {
    const one = await sealVault(entropy, 'a', QUICK)
    const other = await sealVault(new Uint8Array(16), 'a much longer passphrase', QUICK)
    expect(one.entropyFile.length).toBe(216)
    expect(other.entropyFile.length).toBe(216)
    expect(other.identityFile.length).toBe(one.identityFile.length)
  })

  it('refuses another passphrase', async () => {
    const vault = await sealVault(entropy, 'correct horse', QUICK)
    await expect(openVault(vault, 'correct horse ')).rejects.toMatchObject({
      code: 'MEDREC_VAULT_PASSPHRASE',
    })
  })

  it.each(['entropyFile', 'identityFile'] as const)(
    'tells a damaged %s from a wrong passphrase',
    async (name) => {
      const vault = await sealVault(entropy, 'correct horse', QUICK)
      const damaged = vault[name].slice()
      damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1
      await expect(openVault({ ...vault, [name]: damaged }, 'correct horse')).rejects.toMatchObject(
        { code: 'MEDREC_VAULT_BROKEN' },
      )
    },
  )

  it('does not open with the identity of another vault', async () => {
    const one = await sealVault(entropy, 'same', QUICK)
    const other = await sealVault(entropy, 'same', QUICK)
    await expect(
      openVault({ entropyFile: one.entropyFile, identityFile: other.identityFile }, 'same'),
    ).rejects.toMatchObject({ code: 'MEDREC_VAULT_BROKEN' })
  })
})
