import type { Network } from '@medrec/ethereum-client'
import { addressSchema, hash32Schema, MedRecError } from '@medrec/protocol'
import type { FastifyInstance } from 'fastify'
import { type Address, isHex } from 'viem'
import { z } from 'zod'
import { parseRequest } from './request-errors.ts'

export type ChainProxyDeps = {
  readonly rpcUrl: string
  readonly network: Pick<Network, 'factory' | 'relationships' | 'groups' | 'anchors' | 'registry'>
  /** Whether the factory of this network made this Agent, as far as is known here. */
  readonly isAgent: (address: Address) => Promise<boolean>
  readonly fetchFn?: typeof fetch
}

/** POST /chain: the few reads of the chain a client needs, and nothing else of the node. */
export function registerChainProxy(app: FastifyInstance, deps: ChainProxyDeps): void {
  const schema = callSchema(deps.network)
  const { fetchFn = fetch } = deps
  app.post(
    '/chain',
    { bodyLimit: 65_536, config: { errorFormat: 'json-rpc' } },
    async (request) => {
      const call = parseRequest(schema, request.body)
      if (call.method === 'eth_call') {
        const [{ to }] = call.params
        const isOurs = contractsOf(deps.network).includes(to) || (await deps.isAgent(to))
        if (!isOurs) throw new ChainCallRefusedError()
      }
      const response = await fetchFn(deps.rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(call),
        signal: AbortSignal.timeout(15_000),
      }).catch((cause: unknown) => {
        throw new ChainUnavailableError(cause)
      })
      return await response.json().catch((cause: unknown) => {
        throw new ChainUnavailableError(cause)
      })
    },
  )
}

const blockNumberSchema = z.string().regex(/^0x(0|[1-9a-f][0-9a-f]{0,15})$/)
const blockSchema = z.union([
  z.enum(['latest', 'earliest', 'finalized', 'safe']),
  blockNumberSchema,
])
const hexSchema = z.string().refine((text) => isHex(text))
const MOST_PROVEN_SLOTS = 8
const topicSchema = z.union([hexSchema, z.null(), z.array(hexSchema).max(1000)])

function contractsOf(network: ChainProxyDeps['network']): readonly Address[] {
  const { factory, relationships, groups, anchors, registry } = network
  return [factory, relationships, groups, anchors, registry]
}

function callSchema(network: ChainProxyDeps['network']) {
  const ours = contractsOf(network)
  const contractSchema = addressSchema.refine((address) => ours.includes(address))
  const filterSchema = z.strictObject({
    address: z.union([contractSchema, z.array(contractSchema).min(1).max(ours.length)]),
    fromBlock: blockSchema.optional(),
    toBlock: blockSchema.optional(),
    blockHash: hexSchema.optional(),
    topics: z.array(topicSchema).max(4).optional(),
  })
  const messageSchema = z.strictObject({ to: addressSchema, data: hexSchema })
  const base = { jsonrpc: z.literal('2.0'), id: z.union([z.number(), z.string().max(100)]) }
  const noParams = z.tuple([]).default([])
  return z.discriminatedUnion('method', [
    z.strictObject({ ...base, method: z.literal('eth_chainId'), params: noParams }),
    z.strictObject({ ...base, method: z.literal('eth_blockNumber'), params: noParams }),
    z.strictObject({
      ...base,
      method: z.literal('eth_getBlockByNumber'),
      // Never with whole transactions.
      params: z.tuple([blockSchema, z.literal(false)]),
    }),
    // By these three an authority's watchdog takes over a branch that its own node does not fetch.
    z.strictObject({
      ...base,
      method: z.literal('eth_getBlockByHash'),
      params: z.tuple([hash32Schema, z.literal(false)]),
    }),
    z.strictObject({
      ...base,
      method: z.literal('eth_getBlockTransactionCountByHash'),
      params: z.tuple([hash32Schema]),
    }),
    z.strictObject({
      ...base,
      method: z.literal('eth_getRawTransactionByBlockHashAndIndex'),
      params: z.tuple([hash32Schema, blockNumberSchema]),
    }),
    z.strictObject({ ...base, method: z.literal('eth_getLogs'), params: z.tuple([filterSchema]) }),
    z.strictObject({
      ...base,
      method: z.literal('eth_getProof'),
      // By number: a proof is of use only with the header that the client verifies.
      params: z.tuple([
        addressSchema.refine((address) => address === network.relationships),
        z.array(hash32Schema).min(1).max(MOST_PROVEN_SLOTS),
        blockNumberSchema,
      ]),
    }),
    z.strictObject({
      ...base,
      method: z.literal('eth_call'),
      params: z.union([z.tuple([messageSchema, blockSchema]), z.tuple([messageSchema])]),
    }),
  ])
}

export class ChainCallRefusedError extends MedRecError<
  'MEDREC_CHAIN_CALL_REFUSED',
  Readonly<Record<string, never>>
> {
  override readonly name = 'ChainCallRefusedError'

  constructor() {
    super(
      'MEDREC_CHAIN_CALL_REFUSED',
      'Only the contracts and the Agents of this network can be asked here.',
      { details: {} },
    )
  }
}

export class ChainUnavailableError extends MedRecError<
  'MEDREC_CHAIN_UNAVAILABLE',
  Readonly<Record<string, never>>
> {
  override readonly name = 'ChainUnavailableError'

  constructor(cause: unknown) {
    super('MEDREC_CHAIN_UNAVAILABLE', 'The chain does not answer now. Try again later.', {
      details: {},
      retryable: true,
      cause,
    })
  }
}
