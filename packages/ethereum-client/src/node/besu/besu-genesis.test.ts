import { fromRlp, numberToHex } from 'viem'
import { describe, expect, it } from 'vitest'
import { type BesuNetwork, besuGenesis } from './besu-genesis.ts'

const HIGH = '0xF000000000000000000000000000000000000001'
const LOW = '0x0000000000000000000000000000000000000abc'
const network: BesuNetwork = {
  ...{ chainId: 7, periodSeconds: 5, epochBlocks: 30_000, validators: [HIGH, LOW] },
  alloc: new Map([[LOW, 12n]]),
}

describe('besuGenesis', () => {
  it('names the validators in ascending order, without a vote, in round 0, without seals', () => {
    expect(fromRlp(besuGenesis(network).extraData)).toEqual([
      ...[numberToHex(0, { size: 32 }), [LOW, HIGH.toLowerCase()], [], '0x', []],
    ])
  })

  it('encodes as the example of the documentation does', () => {
    // One validator: list prefix, 32 bytes of vanity, a list of one address, then c0 80 c0.
    const { extraData } = besuGenesis({ ...network, validators: [LOW] })
    const vanity = `a0${'00'.repeat(32)}`
    expect(extraData).toBe(`0xf83a${vanity}d594${LOW.slice(2)}c080c0`)
  })

  it('has the lengths of the example with four validators in the documentation', () => {
    const validators = [1, 2, 3, 4].map((number) => numberToHex(number, { size: 20 }))
    const { extraData } = besuGenesis({ ...network, validators })
    expect(extraData.slice(0, 8)).toBe('0xf87aa0')
    expect(extraData.slice(8 + 64, 8 + 70)).toBe('f85494')
  })

  it('stops at London and lets block headers decide who validates', () => {
    expect(besuGenesis(network).config).toEqual({
      ...{ chainId: 7, londonBlock: 0, zeroBaseFee: false },
      qbft: { blockperiodseconds: 5, epochlength: 30_000, requesttimeoutseconds: 10 },
    })
  })

  it('hands over to the registry at a block, if told to', () => {
    const { config } = besuGenesis({ ...network, registryFrom: { block: 100, registry: HIGH } })
    expect(config.transitions).toEqual({
      qbft: [{ block: 100, validatorselectionmode: 'contract', validatorcontractaddress: HIGH }],
    })
  })
})
