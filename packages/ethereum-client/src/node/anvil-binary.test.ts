import { access, constants } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { AnvilMissingError, locateAnvil } from './anvil-binary.ts'

describe('locateAnvil', () => {
  it('finds the program itself for this machine', async () => {
    const path = locateAnvil()
    await access(path, constants.X_OK)
    expect(path).not.toContain('.bin')
  })

  it('says for which machine there is none', () => {
    expect(() => locateAnvil('sunos', 'sparc')).toThrow(AnvilMissingError)
    expect(() => locateAnvil('sunos', 'sparc')).toThrow(/for sunos on sparc/)
  })
})
