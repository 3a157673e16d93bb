import { type Address, type Hex, keccak256, parseGwei } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/** A chain to run the contracts on, with one account that can pay. */
export interface ChainNode extends AsyncDisposable {
  readonly name: string
  readonly chainId: number
  /**
   * The time of the next block can be chosen, and the chain taken back. Where not, blocks carry the
   * time of the clock: what needs time to pass is looked at by calls "as of" later alone.
   */
  readonly setsTime: boolean
  readonly rpc: Rpc
}

export type Rpc = (requests: readonly RpcRequest[]) => Promise<readonly RpcAnswer[]>
export type RpcRequest = { readonly method: string; readonly params: readonly unknown[] }
export type RpcAnswer = {
  readonly result?: unknown
  readonly error?: { readonly message: string; readonly data?: unknown }
}

/** The result of each call; fails with the first error. */
export async function ask(rpc: Rpc, requests: readonly RpcRequest[]): Promise<readonly unknown[]> {
  const answers = await rpc(requests)
  return answers.map(({ result, error }, place) => {
    if (error) throw new Error(`${requests[place]?.method}: ${error.message}`)
    return result
  })
}

export async function askOne(rpc: Rpc, method: string, ...params: unknown[]): Promise<unknown> {
  const [result] = await ask(rpc, [{ method, params }])
  return result
}

/** JSON-RPC in batches of a size that geth takes too. */
export function rpcAt(url: string): Rpc {
  const MOST = 500
  return async (requests) => {
    const answers: RpcAnswer[] = []
    for (let from = 0; from < requests.length; from += MOST) {
      const batch = requests
        .slice(from, from + MOST)
        .map((request, id) => ({ jsonrpc: '2.0', id, ...request }))
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(batch),
        signal: AbortSignal.timeout(20_000),
      })
      const part = (await response.json()) as readonly (RpcAnswer & { readonly id: number })[]
      for (const answer of [...part].sort((a, b) => a.id - b.id)) answers.push(answer)
    }
    return answers
  }
}

export type Mined = { readonly isAccepted: boolean; readonly time: number; readonly block: number }

/** Submits whatever anybody signed, from one account, one transaction in a block. */
export class Submitter {
  readonly account: PrivateKeyAccount
  readonly #node: ChainNode
  #nonce = 0

  constructor(node: ChainNode, privateKey: Hex) {
    this.#node = node
    this.account = privateKeyToAccount(privateKey)
  }

  async begin(): Promise<void> {
    const { rpc } = this.#node
    this.#nonce = Number(
      await askOne(rpc, 'eth_getTransactionCount', this.account.address, 'latest'),
    )
  }

  async submit(call: {
    readonly to?: Address
    readonly data: Hex
    readonly gas: bigint
  }): Promise<Mined & { readonly contract: Address | null }> {
    const { rpc, chainId } = this.#node
    const raw = await this.account.signTransaction({
      type: 'legacy',
      chainId,
      nonce: this.#nonce,
      gasPrice: parseGwei('10'),
      ...call,
    })
    this.#nonce += 1
    await askOne(rpc, 'eth_sendRawTransaction', raw)
    const receipt = await receiptOf(rpc, keccak256(raw))
    const time =
      receipt.blockTimestamp ??
      (
        (await askOne(rpc, 'eth_getBlockByNumber', receipt.blockNumber, false)) as {
          timestamp: Hex
        }
      ).timestamp
    return {
      isAccepted: receipt.status === '0x1',
      time: Number(time),
      block: Number(receipt.blockNumber),
      contract: receipt.contractAddress,
    }
  }
}

type Receipt = {
  readonly status: Hex
  readonly blockNumber: Hex
  readonly blockTimestamp?: Hex | number
  readonly contractAddress: Address | null
}

async function receiptOf(rpc: Rpc, hash: Hex): Promise<Receipt> {
  const deadline = performance.now() + 10_000
  while (performance.now() < deadline) {
    // geth answers with an error, and not with null, while it has not indexed the block, and with
    // the receipt just before the block is its head.
    const [answer, head] = await rpc([
      { method: 'eth_getTransactionReceipt', params: [hash] },
      { method: 'eth_blockNumber', params: [] },
    ])
    const receipt = answer?.result as Receipt | null | undefined
    if (receipt && Number(head?.result) >= Number(receipt.blockNumber)) return receipt
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  throw new Error(`Transaction ${hash} was never mined.`)
}
