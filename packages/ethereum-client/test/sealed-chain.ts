import {
  type Address,
  concat,
  type Hex,
  keccak256,
  numberToHex,
  type PrivateKeyAccount,
  toRlp,
  zeroAddress,
  zeroHash,
} from 'viem'
import { type CliqueHeader, readCliqueHeader } from '../src/clique/clique-header.ts'

/** What a test decides about a block it seals; the rest is as a quiet network has it. */
export type BlockPlan = {
  readonly number: number
  readonly parentHash: Hex
  readonly difficulty: number
  readonly timestamp: number
  readonly vote?: { readonly candidate: Address; readonly isToAdd: boolean }
  readonly listedSigners?: readonly Address[]
  readonly nonce?: Hex
  readonly mixHash?: Hex
  readonly sha3Uncles?: Hex
  /** Tells apart two blocks that are the same otherwise. */
  readonly stateRoot?: Hex
}

const NO_UNCLES = '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'

/** Seals a header like geth does, and gives it as its RPC would. */
export async function sealBlock(
  plan: BlockPlan,
  sealer: PrivateKeyAccount | undefined,
): Promise<Record<string, Hex>> {
  const unsealed = concat([zeroHash, ...(plan.listedSigners ?? [])])
  const seal =
    sealer === undefined
      ? (`0x${'00'.repeat(65)}` as const)
      : await sealOf(hashOfBlock(fieldsOf(plan, unsealed)), sealer)
  const extraData = concat([unsealed, seal])
  const fields = fieldsOf(plan, extraData)
  return { ...fields, hash: hashOfBlock(fields) }
}

/** The same, verified. */
export async function sealedHeader(
  plan: BlockPlan,
  sealer: PrivateKeyAccount | undefined,
): Promise<CliqueHeader> {
  return readCliqueHeader(await sealBlock(plan, sealer))
}

async function sealOf(hash: Hex, sealer: PrivateKeyAccount): Promise<Hex> {
  const signature = await sealer.sign({ hash })
  // Where transactions have 27 and 28.
  return `${signature.slice(0, -2)}${signature.endsWith('1c') ? '01' : '00'}` as Hex
}

function fieldsOf(plan: BlockPlan, extraData: Hex): Record<string, Hex> {
  const isToAdd = plan.vote?.isToAdd === true
  return {
    parentHash: plan.parentHash,
    sha3Uncles: plan.sha3Uncles ?? NO_UNCLES,
    miner: plan.vote?.candidate ?? zeroAddress,
    stateRoot: plan.stateRoot ?? zeroHash,
    transactionsRoot: zeroHash,
    receiptsRoot: zeroHash,
    logsBloom: `0x${'00'.repeat(256)}`,
    difficulty: numberToHex(plan.difficulty),
    number: numberToHex(plan.number),
    gasLimit: numberToHex(30_000_000),
    gasUsed: '0x0',
    timestamp: numberToHex(plan.timestamp),
    extraData,
    mixHash: plan.mixHash ?? zeroHash,
    nonce: plan.nonce ?? (isToAdd ? '0xffffffffffffffff' : '0x0000000000000000'),
    baseFeePerGas: '0x7',
  }
}

const QUANTITIES = ['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'baseFeePerGas']
const IN_ORDER = [
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
]

/** The hash of a header as RPC gives it; written apart from the code that the tests check with it. */
export function hashOfBlock(block: Readonly<Record<string, string>>): Hex {
  const fields = IN_ORDER.map((name) => {
    const value = block[name] as Hex
    return QUANTITIES.includes(name) && value === '0x0' ? '0x' : value
  })
  return keccak256(toRlp(fields))
}
