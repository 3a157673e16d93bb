import { describe, expect, it } from 'vitest'
import { createKeysApi } from './keys-api.ts'
import { connectKeys, serveKeys } from './keys-channel.ts'

const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

/** The worker's two ends, in place. */
function connected() {
  const { port1, port2 } = new MessageChannel()
  serveKeys(createKeysApi({ scryptLogN: 4 }), port1)
  const keys = connectKeys(port2, () => port1.close())
  port1.start()
  port2.start()
  return keys
}

describe('the words a person types', () => {
  it.each([
    ['upper case', words.toUpperCase()],
    ['extra spaces', `  ${words.replaceAll(' ', '   ')}\n`],
    ['one word a line', words.replaceAll(' ', '\n')],
  ])('are read in %s', async (_, text) => {
    expect(await createKeysApi().checkWords(text)).toBe(words)
  })

  it.each([
    ['11 words', words.split(' ').slice(0, 11).join(' '), 'MEDREC_WORDS_COUNT'],
    ['13 words', `${words} legal`, 'MEDREC_WORDS_COUNT'],
    ['a word that is not in the list', words.replace('sausage', 'zzzz'), 'MEDREC_WORDS_UNKNOWN'],
    ['a wrong last word', words.replace('yellow', 'year'), 'MEDREC_WORDS_CHECKSUM'],
  ])('are refused: %s', async (_, text, code) => {
    const keys = connected()
    await expect(keys.checkWords(text)).rejects.toMatchObject({ code })
    keys.lock()
  })

  it('never come back in an error', async () => {
    const keys = connected()
    const error = await keys.checkWords(words.replace('sausage', 'zzzz')).catch((e) => e)
    expect(JSON.stringify([error.message, error.details])).not.toContain('zzzz')
    keys.lock()
  })
})

describe('the keys of a profile', () => {
  it('are the same after a lock and an unlock', async () => {
    const first = connected()
    const vault = await first.createVault({ words, passphrase: 'a good passphrase' })
    const addresses = await first.relationshipAddresses({ from: 0, count: 3 })
    first.lock()

    const second = connected()
    await second.unlock({ vault, passphrase: 'a good passphrase' })
    expect(await second.relationshipAddresses({ from: 0, count: 3 })).toEqual(addresses)
    expect(new Set([...addresses, await second.addressOf({ role: 'staff' })]).size).toBe(4)
    second.lock()
  })

  it('do nothing before the unlock', async () => {
    const keys = connected()
    await expect(keys.addressOf({ role: 'staff' })).rejects.toMatchObject({
      code: 'MEDREC_KEYS_LOCKED',
    })
    keys.lock()
  })

  it('do nothing after the lock, also for a call under way', async () => {
    const keys = connected()
    await keys.createVault({ words, passphrase: 'a good passphrase' })
    const underWay = keys.addressOf({ role: 'staff' })
    keys.lock()
    await expect(underWay).rejects.toMatchObject({ code: 'MEDREC_KEYS_LOCKED' })
    await expect(keys.addressOf({ role: 'staff' })).rejects.toMatchObject({
      code: 'MEDREC_KEYS_LOCKED',
    })
  })

  it('open a note that was sealed to them, and no other', async () => {
    const keys = connected()
    await keys.createVault({ words, passphrase: 'a good passphrase' })
    const note = {
      version: 1,
      relationshipId: `0x${'11'.repeat(32)}`,
      salt: `0x${'22'.repeat(32)}`,
      provider: '0x1111111111111111111111111111111111111111',
    } as const
    const sealed = await keys.sealNote({ hpkeKey: await keys.staffHpkeKey(), note })
    expect(await keys.openNote({ sealed })).toEqual(note)

    const others = connected()
    await others.createVault({ words: await others.newWords(), passphrase: 'another one' })
    await expect(others.openNote({ sealed })).rejects.toMatchObject({ code: 'MEDREC_SEAL_BROKEN' })
    keys.lock()
    others.lock()
  })
})
