import { createHash } from 'node:crypto'
import { packTerms } from '@medrec/protocol'
import { agentRegistryAbi, relationshipsAbi } from '@medrec/smart-contracts'
import fastify from 'fastify'
import {
  type AbiEvent,
  type Address,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  type Hex,
  numberToHex,
  zeroHash,
} from 'viem'
import { z } from 'zod'

/** A chain of nothing but openings, each of one Agent with three grants. */
export type SyntheticChain = AsyncDisposable & {
  readonly rpcUrl: string
  readonly chainId: number
  readonly registry: Address
  /** Number of its newest block. */
  readonly height: number
}

const CHAIN_ID = 633_733
const GRANTS = 3
/** About as many as 30 million gas allow. */
const OPENINGS_PER_BLOCK = 100

const CONTRACTS = {
  registry: addressOf('registry'),
  factory: addressOf('factory'),
  relationships: addressOf('relationships'),
  groups: addressOf('groups'),
  anchors: addressOf('anchors'),
}

/**
 * Serves the RPC of a chain whose logs are made as they are asked for, byte for byte what the
 * contracts would have left: to have 100,000 relationships opened by real signatures takes a real
 * chain about a quarter of an hour. Who opened what is made up from the number of the opening.
 */
export async function startSyntheticChain(relationships: number): Promise<SyntheticChain> {
  const height = Math.ceil(relationships / OPENINGS_PER_BLOCK)
  const methods: Readonly<Record<string, (params: readonly unknown[]) => unknown>> = {
    eth_chainId: () => numberToHex(CHAIN_ID),
    eth_call: ([call]) => answerCall(callSchema.parse(call).data),
    eth_getBlockByNumber: ([number]) =>
      blockOf(number === 'latest' ? height : Number(hexSchema.parse(number))),
    eth_getLogs: ([filter]) => {
      const { fromBlock, toBlock } = filterSchema.parse(filter)
      const logs: object[] = []
      for (let block = Number(fromBlock); block <= Number(toBlock); block += 1) {
        if (block > 0) logs.push(...logsOf(block, relationships))
      }
      return logs
    },
  }
  const app = fastify({ logger: false })
  app.post('/', async (request) => {
    const { id, method, params } = requestSchema.parse(request.body)
    return { jsonrpc: '2.0', id, result: methods[method]?.(params) }
  })
  const rpcUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  const { registry } = CONTRACTS
  return {
    ...{ rpcUrl, chainId: CHAIN_ID, registry, height },
    [Symbol.asyncDispose]: () => app.close(),
  }
}

const hexSchema = z.custom<Hex>((value) => typeof value === 'string' && value.startsWith('0x'))
const callSchema = z.object({ data: hexSchema })
const filterSchema = z.object({ fromBlock: hexSchema, toBlock: hexSchema })
const requestSchema = z.object({
  ...{ id: z.number(), method: z.string() },
  params: z.array(z.unknown()).default([]),
})

/** What the registry names. */
function answerCall(data: Hex): Hex {
  const { functionName } = decodeFunctionData({ abi: agentRegistryAbi, data })
  switch (functionName) {
    case 'factory':
    case 'relationships':
    case 'groups':
    case 'anchors':
      return encodeFunctionResult({
        ...{ abi: agentRegistryAbi, functionName, result: CONTRACTS[functionName] },
      })
    default:
      throw new Error(`Nobody asks the registry for ${functionName} here.`)
  }
}

function blockOf(number: number): object {
  const hash = bytesOf(`block ${number}`)
  return { number: numberToHex(number), hash, timestamp: numberToHex(1_800_000_000 + number) }
}

function logsOf(block: number, relationships: number): readonly object[] {
  const logs: object[] = []
  const first = (block - 1) * OPENINGS_PER_BLOCK
  const end = Math.min(relationships, first + OPENINGS_PER_BLOCK)
  for (let index = first; index < end; index += 1) {
    const place = { block, transactionIndex: index - first }
    const relationshipId = bytesOf(`relationship ${index}`)
    const opened = encoded(OPENED, {
      relationshipId,
      agent: addressOf(`agent ${index}`),
      delegate: addressOf(`delegate ${index}`),
      owner: addressOf(`owner ${index}`),
      sealedPointer: [bytesOf(`iv ${index}`), bytesOf(`tag ${index}`)],
    })
    logs.push(logOf(opened, { ...place, logIndex: logs.length }))
    for (let grant = 0; grant < GRANTS; grant += 1) {
      const set = encoded(GRANT_SET, {
        relationshipId,
        commitment: bytesOf(`commitment ${index} ${grant}`),
        terms: TERMS,
        finerTerms: zeroHash,
      })
      logs.push(logOf(set, { ...place, logIndex: logs.length }))
    }
  }
  return logs
}

type Encoded = { readonly topics: readonly unknown[]; readonly data: Hex }

function encoded(event: AbiEvent, args: Readonly<Record<string, unknown>>): Encoded {
  const unindexed = event.inputs.filter(({ indexed }) => !indexed)
  return {
    topics: encodeEventTopics({ abi: [event], eventName: event.name, args }),
    data: encodeAbiParameters(
      unindexed,
      unindexed.map(({ name = '' }) => args[name]),
    ),
  }
}

function logOf(
  { topics, data }: Encoded,
  at: { readonly block: number; readonly transactionIndex: number; readonly logIndex: number },
): object {
  return {
    ...{ address: CONTRACTS.relationships, topics, data, removed: false },
    blockNumber: numberToHex(at.block),
    blockHash: bytesOf(`block ${at.block}`),
    transactionHash: bytesOf(`transaction ${at.block} ${at.transactionIndex}`),
    transactionIndex: numberToHex(at.transactionIndex),
    logIndex: numberToHex(at.logIndex),
  }
}

function eventOf(name: string): AbiEvent {
  const event = relationshipsAbi.find((item) => item.type === 'event' && item.name === name)
  if (event?.type !== 'event') throw new Error(`The contract emits no ${name}.`)
  return event
}

const OPENED = eventOf('RelationshipOpened')
const GRANT_SET = eventOf('GrantSet')
const TERMS = packTerms({
  ...{ readKinds: 0b1010_1011n, writeKinds: 1n, notBefore: 1_800_000_000 },
  ...{ notAfter: 1_900_000_000, purposes: 1, version: 1, finerTerms: zeroHash },
})

function bytesOf(name: string): Hex {
  return `0x${createHash('sha256').update(name).digest('hex')}`
}

/** Without the checksum, which a node does not write either. */
function addressOf(name: string): Address {
  return `0x${bytesOf(name).slice(2, 42)}`
}
