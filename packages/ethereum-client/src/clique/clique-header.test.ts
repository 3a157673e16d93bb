import { describe, expect, it } from 'vitest'
import vectors from '../../../../vectors/clique-headers.json' with { type: 'json' }
import { readCliqueHeader } from './clique-header.ts'

type Block = Record<string, string>

const blocks: readonly Block[] = vectors.headers
const sealed = blockAt(5)
const checkpoint = blockAt(vectors.rules.epochBlocks)

describe('readCliqueHeader', () => {
  it('computes the hash of every recorded block and finds who sealed it', async () => {
    const headers = await Promise.all(blocks.map(readCliqueHeader))
    expect(headers.map(({ hash }) => hash)).toEqual(blocks.map(({ hash }) => hash))
    const known = new Set(Object.values(vectors.signersAfter).flat())
    expect(headers[0]?.signer).toBeUndefined()
    for (const { signer } of headers.slice(1)) expect(known).toContain(signer)
    expect(new Set(headers.map(({ signer }) => signer)).size).toBe(1 + known.size)
  })

  it('reads the signers that an epoch begins with, and nobody elsewhere', async () => {
    const { listedSigners } = await readCliqueHeader(checkpoint)
    expect(listedSigners).toEqual(vectors.signersAfter['16'])
    expect((await readCliqueHeader(sealed)).listedSigners).toEqual([])
  })

  const fields = [
    'parentHash',
    'sha3Uncles',
    'miner',
    'stateRoot',
    'transactionsRoot',
    'receiptsRoot',
    'logsBloom',
    'difficulty',
    'number',
    'gasLimit',
    'gasUsed',
    'timestamp',
    'extraData',
    'mixHash',
    'nonce',
    'baseFeePerGas',
    'hash',
  ]

  it.each(fields)('refuses a header with another %s', async (field) => {
    await expect(readCliqueHeader(changed(sealed, field))).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_WRONG_HASH',
    })
  })

  it.each(fields)('refuses a header without its %s', async (field) => {
    const { [field]: _, ...rest } = sealed
    await expect(readCliqueHeader(rest)).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_HEADER_MALFORMED',
    })
  })

  it('refuses what is no header', async () => {
    const malformed = [
      undefined,
      null,
      [],
      { ...sealed, number: 7 },
      { ...sealed, gasUsed: '0x00' },
      { ...sealed, gasUsed: '12' },
      { ...sealed, nonce: '0x00' },
      // Neither vanity nor seal; then half an address between the two.
      { ...sealed, extraData: '0x00' },
      { ...sealed, extraData: `${sealed.extraData}${'00'.repeat(10)}` },
    ]
    for (const block of malformed) {
      await expect(readCliqueHeader(block)).rejects.toMatchObject({
        code: 'MEDREC_CLIQUE_HEADER_MALFORMED',
      })
    }
  })

  it('takes a header of a later fork for another block', async () => {
    // Its hash covers fields that a London header does not have.
    const shanghai = { ...sealed, withdrawalsRoot: sealed.stateRoot, hash: sealed.stateRoot }
    await expect(readCliqueHeader(shanghai)).rejects.toMatchObject({
      code: 'MEDREC_CLIQUE_WRONG_HASH',
    })
  })
})

function blockAt(number: number): Block {
  const block = blocks[number]
  if (block === undefined) throw new Error(`There is no recorded block ${number}.`)
  return block
}

/** Another last digit, which stays well-formed. */
function changed(block: Block, field: string): Block {
  const value = block[field] ?? ''
  return { ...block, [field]: `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}` }
}
