import { describe, expect, it } from 'vitest'
import { type CliqueNetwork, cliqueGenesis } from './clique-genesis.ts'

const LOW = '0x00000000000000000000000000000000000000Aa'
const MIDDLE = '0x7F00000000000000000000000000000000000000'
const HIGH = '0xfF00000000000000000000000000000000000000'

const network = (signers: CliqueNetwork['signers']): CliqueNetwork => ({
  chainId: 1_234_567,
  periodSeconds: 5,
  epochBlocks: 30_000,
  signers,
  alloc: new Map([[LOW, 255n]]),
})

describe('cliqueGenesis', () => {
  it('lays out extraData as 32 zero bytes, the signers ascending, 65 zero bytes', () => {
    const { extraData } = cliqueGenesis(network([HIGH, LOW, MIDDLE]))
    expect(extraData).toBe(
      `0x${'00'.repeat(32)}${[LOW, MIDDLE, HIGH].map((signer) => signer.slice(2).toLowerCase()).join('')}${'00'.repeat(65)}`,
    )
    expect((extraData.length - 2) / 2).toBe(32 + 3 * 20 + 65)
  })

  it('is the same whatever the order of the signers', () => {
    expect(cliqueGenesis(network([HIGH, LOW]))).toEqual(cliqueGenesis(network([LOW, HIGH])))
  })

  it('has every fork up to London from the first block, and none after it', () => {
    const { extraData: _, ...genesis } = cliqueGenesis(network([LOW]))
    expect(genesis).toMatchInlineSnapshot(`
      {
        "alloc": {
          "0x00000000000000000000000000000000000000Aa": {
            "balance": "0xff",
          },
        },
        "baseFeePerGas": "0x7",
        "config": {
          "berlinBlock": 0,
          "byzantiumBlock": 0,
          "chainId": 1234567,
          "clique": {
            "epoch": 30000,
            "period": 5,
          },
          "constantinopleBlock": 0,
          "eip150Block": 0,
          "eip155Block": 0,
          "eip158Block": 0,
          "homesteadBlock": 0,
          "istanbulBlock": 0,
          "londonBlock": 0,
          "petersburgBlock": 0,
        },
        "difficulty": "0x1",
        "gasLimit": "0x1c9c380",
        "nonce": "0x0",
        "timestamp": "0x0",
      }
    `)
  })

  it('refuses no signer, and one twice in another spelling', () => {
    const refusal = expect.objectContaining({ code: 'MEDREC_CLIQUE_SIGNERS' })
    expect(() => cliqueGenesis(network([]))).toThrow(refusal)
    expect(() =>
      cliqueGenesis(network([HIGH, '0xff00000000000000000000000000000000000000'])),
    ).toThrow(refusal)
  })
})
