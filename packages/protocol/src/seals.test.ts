import { type Address, hexToBytes } from 'viem'
import { describe, expect, it } from 'vitest'
import { fromBase64Url } from './base64url.ts'
import { keyringOf } from './keyring.ts'
import { openNote, SEALED_NOTE_BYTES, sealNote } from './sealed-note.ts'
import { openPointer, sealPointer } from './sealed-pointer.ts'
import {
  EMPTY_VIEWER_BOOK,
  openViewerBook,
  sealViewerBook,
  type ViewerBook,
} from './viewer-book.ts'

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const PROVIDER: Address = '0x4a1aF8E2B813eAc5a8540eA4032E17529639029D'
const AGENT: Address = '0x3Eb47F2475fff8967A3887c0D2dAdfCf325B2bd6'
const context = { chainId: 7, contract: PROVIDER, agent: AGENT }
const broken = expect.objectContaining({ code: 'MEDREC_SEAL_BROKEN' })

describe('sealPointer', () => {
  it('makes 64 bytes that only the same relationship opens', async () => {
    const keyring = await keyringOf(WORDS)
    const secret = keyring.relationshipSecret(0)
    const sealed = await sealPointer(secret, context, { provider: PROVIDER })
    expect(hexToBytes(sealed)).toHaveLength(64)
    await expect(openPointer(secret, context, sealed)).resolves.toEqual({ provider: PROVIDER })
    await expect(openPointer(keyring.relationshipSecret(1), context, sealed)).rejects.toEqual(
      broken,
    )
    await expect(openPointer(secret, { ...context, chainId: 8 }, sealed)).rejects.toEqual(broken)
    await expect(openPointer(secret, { ...context, agent: PROVIDER }, sealed)).rejects.toEqual(
      broken,
    )
  })

  it('never seals twice alike', async () => {
    const secret = (await keyringOf(WORDS)).relationshipSecret(0)
    const once = await sealPointer(secret, context, { provider: PROVIDER })
    expect(await sealPointer(secret, context, { provider: PROVIDER })).not.toBe(once)
  })
})

describe('sealViewerBook', () => {
  const bookContext = {
    chainId: 7,
    contract: PROVIDER,
    relationshipId: `0x${'11'.repeat(32)}`,
  } as const

  it('hides how many viewers it names', async () => {
    const secret = (await keyringOf(WORDS)).relationshipSecret(0)
    const book: ViewerBook = {
      ...EMPTY_VIEWER_BOOK,
      nextCounter: 1,
      viewers: [
        {
          counter: 0,
          commitment: `0x${'22'.repeat(32)}`,
          viewer: AGENT,
          name: 'Dr. Ada Example',
          role: 'General practitioner',
          provider: PROVIDER,
        },
      ],
    }
    const sealed = await sealViewerBook(secret, bookContext, book)
    const empty = await sealViewerBook(secret, bookContext, EMPTY_VIEWER_BOOK)
    expect(sealed).toHaveLength(empty.length)
    await expect(openViewerBook(secret, bookContext, sealed)).resolves.toEqual(book)
    await expect(openViewerBook(secret, { ...bookContext, chainId: 8 }, sealed)).rejects.toEqual(
      broken,
    )
  })
})

describe('sealNote', () => {
  it('makes 560 bytes that only the named key opens', async () => {
    const keyring = await keyringOf(WORDS)
    const keys = await keyring.staffHpke()
    const note = {
      version: 1,
      relationshipId: `0x${'33'.repeat(32)}`,
      salt: `0x${'44'.repeat(32)}`,
      provider: PROVIDER,
    } as const
    const sealed = await sealNote(keys.publicKey, note)
    expect(fromBase64Url(sealed)).toHaveLength(SEALED_NOTE_BYTES)
    expect(SEALED_NOTE_BYTES).toBe(560)
    await expect(openNote(keys.privateKey, sealed)).resolves.toEqual(note)
    const stranger = await (await keyringOf(wordsOfAnother)).staffHpke()
    await expect(openNote(stranger.privateKey, sealed)).rejects.toEqual(broken)
    await expect(openNote(keys.privateKey, `${sealed.slice(0, -2)}AA`)).rejects.toEqual(broken)
    await expect(openNote(keys.privateKey, 'not base64url!')).rejects.toEqual(broken)
  })
})

const wordsOfAnother =
  'letter advice cage absurd amount doctor acoustic avoid letter advice cage above'
