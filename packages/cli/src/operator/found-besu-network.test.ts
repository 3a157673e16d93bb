import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseAuthority } from './authority-choice.ts'
import { foundBesuNetwork } from './found-besu-network.ts'

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/)
const quantity = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]*)$/)

/** What Besu's documentation says of a QBFT genesis; nothing here was run by Besu. */
const genesisSchema = z.strictObject({
  config: z.strictObject({
    chainId: z.int().positive(),
    londonBlock: z.literal(0),
    zeroBaseFee: z.literal(false),
    qbft: z.strictObject({
      blockperiodseconds: z.int().positive(),
      epochlength: z.int().positive(),
      requesttimeoutseconds: z.int().positive(),
    }),
    transitions: z
      .strictObject({
        qbft: z.array(
          z.strictObject({
            block: z.int().positive(),
            validatorselectionmode: z.literal('contract'),
            validatorcontractaddress: address,
          }),
        ),
      })
      .optional(),
  }),
  nonce: quantity,
  timestamp: quantity,
  gasLimit: quantity,
  difficulty: z.literal('0x1'),
  mixHash: z.literal('0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365'),
  coinbase: z.literal(`0x${'00'.repeat(20)}`),
  extraData: z.string().regex(/^0xf8[0-9a-f]{2}a0/),
  alloc: z.record(address, z.strictObject({ balance: quantity })),
})

describe('foundBesuNetwork', () => {
  it('leaves no folder if the registry would not take a name', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'medrec-besu-'))
    try {
      await expect(
        foundBesuNetwork({
          ...{ folder: join(parent, 'net'), periodSeconds: 2, validators: 'header' },
          authorities: [parseAuthority(`${'Long'.repeat(30)}=localhost:8481`)],
        }),
      ).rejects.toMatchObject({ code: 'MEDREC_DEPLOYMENT_FAILED' })
      expect(await readdir(parent)).toEqual([])
    } finally {
      await rm(parent, { recursive: true, force: true })
    }
  })

  it.each(['header', 'contract'] as const)('writes a network with %s validators', async (mode) => {
    const parent = await mkdtemp(join(tmpdir(), 'medrec-besu-'))
    try {
      const { network, authorities } = await foundBesuNetwork({
        ...{ folder: join(parent, 'net'), periodSeconds: 2, validators: mode },
        authorities: ['One=localhost:8481', 'Two=localhost:8482'].map(parseAuthority),
      })
      expect(authorities).toHaveLength(2)
      for (const { folder } of authorities) {
        const read = (name: string) => readFile(join(folder, name), 'utf8')
        const genesis = genesisSchema.parse(JSON.parse(await read('genesis.json')))
        expect(genesis.config.chainId).toBe(network.chainId)
        expect(genesis.config.transitions?.qbft[0]?.validatorcontractaddress).toBe(
          mode === 'contract' ? network.registry : undefined,
        )
        expect(JSON.parse(await read('static-nodes.json'))).toHaveLength(2)
        expect(JSON.parse(await read('deployment.json'))).toHaveLength(6)
        expect(await read('config.toml')).toContain('rpc-http-host="127.0.0.1"\n')
        expect((await read('config.toml')).includes('QBFT')).toBe(mode === 'header')
        expect((await stat(join(folder, 'data', 'key'))).mode & 0o077).toBe(0)
      }
    } finally {
      await rm(parent, { recursive: true, force: true })
    }
  })
})
