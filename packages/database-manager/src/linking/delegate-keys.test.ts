import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openDelegateKey, sealDelegateKey } from './delegate-keys.ts'

const key = createSecretKey(randomBytes(32))
const privateKey = `0x${'0a'.repeat(32)}` as const
const relationship = `0x${'01'.repeat(32)}` as const

describe('sealDelegateKey', () => {
  it('is opened by the same key for the same relationship alone', () => {
    const sealed = sealDelegateKey(privateKey, relationship, key)
    expect(openDelegateKey(sealed, relationship, key)).toBe(privateKey)
    expect(() => openDelegateKey(sealed, `0x${'02'.repeat(32)}`, key)).toThrow()
    const other = createSecretKey(randomBytes(32))
    expect(() => openDelegateKey(sealed, relationship, other)).toThrow()
  })

  it('never makes the same text twice', () => {
    const seal = () => sealDelegateKey(privateKey, relationship, key)
    expect(seal()).not.toBe(seal())
  })
})
