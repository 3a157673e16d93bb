import { type Address, getAddress, type Hex } from 'viem'
import { describe, expect, it } from 'vitest'
import { createSealLedger } from './seal-ledger.ts'

const [A, B] = [getAddress(`0x${'a'.repeat(40)}`), getAddress(`0x${'b'.repeat(40)}`)]

const block = (number: number, [hash, parentHash]: readonly [Hex, Hex], sealer: Address = A) => ({
  ...{ number, hash, parentHash, sealer },
  ...{ difficulty: 1, totalDifficulty: 1n, timestamp: 1, rlp: hash },
})

describe('createSealLedger', () => {
  it('proves two seals on one parent, and keeps both headers', () => {
    const ledger = createSealLedger()
    const [first, second] = [block(5, ['0x51', '0x4']), block(5, ['0x52', '0x4'])]
    expect(ledger.add(first)).toBeUndefined()
    expect(ledger.add(second)).toEqual({
      ...{ sealer: A, number: 5, headers: [first, second], certainty: 'proven' },
    })
  })

  it('says of seals on different parents that an honest node may have changed branches', () => {
    const ledger = createSealLedger()
    ledger.add(block(5, ['0x51', '0x41']))
    expect(ledger.add(block(5, ['0x52', '0x42']))).toMatchObject({ certainty: 'possible' })
    expect(ledger.add(block(5, ['0x53', '0x42']))).toMatchObject({ certainty: 'proven' })
  })

  it('finds nothing in one header seen twice, in two sealers, or at two heights', () => {
    const ledger = createSealLedger()
    const first = block(5, ['0x51', '0x4'])
    for (const other of [first, first, block(5, ['0x52', '0x4'], B), block(6, ['0x61', '0x51'])]) {
      expect(ledger.add(other)).toBeUndefined()
    }
    expect(ledger.has('0x52')).toBe(true)
  })

  it('forgets what is far below', () => {
    const ledger = createSealLedger(10)
    ledger.add(block(5, ['0x51', '0x4']))
    ledger.add(block(15, ['0xf', '0xe']))
    expect(ledger.has('0x51')).toBe(false)
    expect(ledger.has('0xf')).toBe(true)
  })
})
