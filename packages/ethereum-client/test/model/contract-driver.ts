import {
  accessLogAnchorsAbi,
  accessLogAnchorsBytecode,
  agentAbi,
  agentFactoryAbi,
  agentGroupsAbi,
  agentGroupsBytecode,
  relationshipsAbi,
  relationshipsBytecode,
} from '@medrec/smart-contracts'
import {
  type Abi,
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  toHex,
} from 'viem'
import { ask, askOne, type ChainNode, type RpcRequest, Submitter } from './chain-node.ts'
import { ContractScene, type Contracts } from './contract-scene.ts'
import { inquiryOf, type Read } from './inquiry.ts'
import type { Operation } from './operation.ts'
import type { Question } from './questions.ts'
import { submissionOf } from './submission.ts'

const GAS = 8_000_000n
const EVERY_ERROR = [
  ...agentAbi,
  ...agentFactoryAbi,
  ...agentGroupsAbi,
  ...accessLogAnchorsAbi,
  ...relationshipsAbi,
].filter(({ type }) => type === 'error')

/** What the contracts did with an operation: `error` is the name of their refusal. */
export type Outcome = { readonly error: string | null; readonly time: number }

/** The real contracts on a chain, deployed once; each sequence has people of its own. */
export class ContractDriver {
  readonly node: ChainNode
  readonly contracts: Contracts
  readonly #submitter: Submitter
  readonly #decoded = new Map<string, unknown>()

  private constructor(node: ChainNode, contracts: Contracts, submitter: Submitter) {
    this.node = node
    this.contracts = contracts
    this.#submitter = submitter
  }

  /** @param funded the key of the account that can pay on this chain. */
  static async deploy(node: ChainNode, funded: Hex): Promise<ContractDriver> {
    const submitter = new Submitter(node, funded)
    await submitter.begin()
    const deploy = async (data: Hex): Promise<Address> => {
      const { contract, isAccepted } = await submitter.submit({ data, gas: 20_000_000n })
      if (!isAccepted || contract === null) throw new Error('a contract was not deployed')
      return contract
    }
    const relationships = await deploy(relationshipsBytecode)
    const read = async (to: Address, abi: Abi, functionName: string) => {
      const data = encodeFunctionData({ abi, functionName })
      const result = (await askOne(node.rpc, 'eth_call', { to, data }, 'latest')) as Hex
      return decodeFunctionResult({ abi, functionName, data: result }) as Address
    }
    const factory = await read(relationships, relationshipsAbi as Abi, 'factory')
    const args = [factory] as const
    const contracts = {
      chainId: node.chainId,
      factory,
      implementation: await read(factory, agentFactoryAbi as Abi, 'implementation'),
      relationships,
      groups: await deploy(
        encodeDeployData({ abi: agentGroupsAbi, bytecode: agentGroupsBytecode, args }),
      ),
      anchors: await deploy(
        encodeDeployData({ abi: accessLogAnchorsAbi, bytecode: accessLogAnchorsBytecode, args }),
      ),
    }
    return new ContractDriver(node, contracts, submitter)
  }

  newScene(): ContractScene {
    return new ContractScene(this.contracts, toHex(crypto.getRandomValues(new Uint8Array(32))))
  }

  /** Time of the newest block, in Unix seconds. */
  async now(): Promise<number> {
    const block = await askOne(this.node.rpc, 'eth_getBlockByNumber', 'latest', false)
    return Number((block as { timestamp: Hex }).timestamp)
  }

  /** Remembers the chain as it is; only where `setsTime`. */
  async snapshot(): Promise<() => Promise<void>> {
    const id = await askOne(this.node.rpc, 'evm_snapshot')
    return async () => {
      await askOne(this.node.rpc, 'evm_revert', id)
      await this.#submitter.begin()
    }
  }

  /**
   * Submits an operation, at a time where the chain can be told one. What a call as of that time
   * refuses is mined only if `isMinedIfRefused`, to see that it changes nothing.
   */
  async submit(
    scene: ContractScene,
    operation: Operation,
    { at, isMinedIfRefused }: { readonly at: number; readonly isMinedIfRefused: boolean },
  ): Promise<Outcome> {
    const call = await submissionOf(scene, operation)
    if (this.node.setsTime) {
      const error = await this.#refusalOf(call, { block: 'latest', time: at })
      if (error !== null && !isMinedIfRefused) return { error, time: at }
      await askOne(this.node.rpc, 'evm_setNextBlockTimestamp', at)
      const mined = await this.#submitter.submit({ ...call, gas: GAS })
      if (mined.isAccepted !== (error === null) || mined.time !== at) {
        throw new Error(`mined otherwise than called: ${error}, ${JSON.stringify(mined)}`)
      }
      return { error, time: at }
    }
    const { isAccepted, time, block } = await this.#submitter.submit({ ...call, gas: GAS })
    const error = await this.#refusalOf(call, { block: toHex(block - 1), time })
    if (isAccepted !== (error === null)) throw new Error(`mined otherwise than called: ${error}`)
    return { error, time }
  }

  /** What the contracts answer as of a time. */
  async answers(
    scene: ContractScene,
    questions: readonly Question[],
    now: number,
  ): Promise<readonly unknown[]> {
    const inquiries = questions.map((question) => inquiryOf(scene, question, now))
    const requests = inquiries.flatMap(({ reads }) => reads.map((read) => request(read, now)))
    const results = (await ask(this.node.rpc, requests)) as readonly Hex[]
    let from = 0
    return inquiries.map(({ reads, describe }) => {
      const values = reads.map(({ abi, functionName }, place) =>
        this.#decode(abi, functionName, results[from + place] ?? '0x'),
      )
      from += reads.length
      return describe(values)
    })
  }

  #decode(abi: Abi, functionName: string, data: Hex): unknown {
    const key = `${functionName} ${data}`
    if (!this.#decoded.has(key)) {
      this.#decoded.set(key, decodeFunctionResult({ abi, functionName, data }))
    }
    return this.#decoded.get(key)
  }

  async #refusalOf(
    call: { readonly to: Address; readonly data: Hex },
    { block, time }: { readonly block: string; readonly time: number },
  ): Promise<string | null> {
    const from = this.#submitter.account.address
    const params = [{ from, ...call, gas: toHex(GAS) }, block, {}, { time: toHex(time) }]
    const [result] = await this.node.rpc([{ method: 'eth_call', params }])
    if (result?.error === undefined) return null
    const { data, message } = result.error
    if (typeof data !== 'string' || data === '0x') return `no reason: ${message}`
    return decodeErrorResult({ abi: EVERY_ERROR, data: data as Hex }).errorName
  }
}

function request({ to, data }: Read, now: number): RpcRequest {
  return { method: 'eth_call', params: [{ to, data }, 'latest', {}, { time: toHex(now) }] }
}
