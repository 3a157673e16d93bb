import { describe, expect, it } from 'vitest'
import { genesisOf, networkCardOf, networkCardSchema } from './network-card.ts'

const ADDRESS = '0x1111111111111111111111111111111111111111'
const card = networkCardOf({
  ...{ form: 1, engine: 'geth', chainId: 7, registry: ADDRESS, deploymentBlock: 1 },
  ...{ periodSeconds: 5, epochBlocks: 30_000, signers: [ADDRESS], alloc: { [ADDRESS]: '12' } },
  deployment: ['0x02f8'],
  bootstrapPeers: [
    {
      ...{ name: 'One', sealer: ADDRESS },
      enode: `enode://${'ab'.repeat(64)}@127.0.0.1:30303?discport=0`,
    },
  ],
})

describe('networkCardSchema', () => {
  it('takes what was written, whatever the order of its fields', () => {
    const text = JSON.stringify(Object.fromEntries(Object.entries(card).reverse()))
    expect(networkCardSchema.parse(JSON.parse(text))).toEqual(card)
  })

  it.each([
    { periodSeconds: 6 },
    { registry: `0x${'22'.repeat(20)}` },
    { deployment: [] },
    { checksum: 'sha256:00' },
    { bootstrapPeers: [{ ...card.bootstrapPeers[0], name: 'Other' }] },
  ])('refuses a description that was changed: %j', (change) => {
    const { error } = networkCardSchema.safeParse({ ...card, ...change })
    expect(error?.issues[0]?.message).toBe('it was changed since it was made')
  })
})

describe('genesisOf', () => {
  it('makes the same first block for everybody', () => {
    const read = networkCardSchema.parse(JSON.parse(JSON.stringify(card)))
    expect(genesisOf(read)).toEqual(genesisOf(card))
    expect(genesisOf(card)).toMatchObject({
      config: { chainId: 7, clique: { period: 5, epoch: 30_000 }, londonBlock: 0 },
      alloc: { [ADDRESS]: { balance: '0xc' } },
    })
  })
})
