import { bytesToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { keyringOf, saltOf, sealingKeyOf } from './keyring.ts'

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

describe('keyringOf', () => {
  it('derives these keys from these words, for ever', async () => {
    const keyring = await keyringOf(WORDS)
    const hpke = await keyring.staffHpke()
    expect({
      relationship0: keyring.relationship(0).address,
      relationship0Rotated: keyring.relationship(0, 1).address,
      relationship1: keyring.relationship(1).address,
      staff: keyring.staff().address,
      hpke: bytesToHex(hpke.publicKey),
      salt: saltOf(keyring.relationshipSecret(0), 0),
    }).toMatchInlineSnapshot(`
      {
        "hpke": "0xc2053535fb5859eef500fbb135884e7c1f910988430a83435851cfe59b1dca7f",
        "relationship0": "0x017C2aE2044B9c15FD4134F6B5ed30b892feFf3a",
        "relationship0Rotated": "0xe48Ed94d9D52760061533F1aED74D708fa5DC17B",
        "relationship1": "0x0bAbc41ce37E741141Aba9BC102dd1c83609Eb5e",
        "salt": "0x677ac0ad9d334fb045d08e44a6a63f462c784191475e3bdb57ee896127cadafc",
        "staff": "0xDfde6d3C94Ce6ABbaffBB322025872D5dE49e74f",
      }
    `)
  })

  it('gives every use another secret', async () => {
    const keyring = await keyringOf(WORDS)
    const secret = keyring.relationshipSecret(0)
    const other = keyring.relationshipSecret(1)
    const salts = [saltOf(secret, 0), saltOf(secret, 1), saltOf(other, 0)]
    expect(new Set(salts).size).toBe(3)
    expect(sealingKeyOf(secret, 'pointer')).not.toEqual(sealingKeyOf(secret, 'viewer-book'))
  })
})
