import { createServer } from 'node:http'
import { getAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { isBesuPeer, qbftConsensus } from './qbft-consensus.ts'

const lower = (text: string) => text.toLowerCase()
const A = getAddress(`0x${'00'.repeat(19)}aa`)
const B = getAddress(`0x${'00'.repeat(19)}bb`)

/** Answers as Besu's documentation says it does; no Besu can be run here. */
async function startBesu(answers: Readonly<Record<string, unknown>>) {
  const asked: unknown[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { id, method, params } = JSON.parse(body)
    asked.push([method, params])
    const said = Object.hasOwn(answers, method)
      ? { result: answers[method] }
      : { error: { code: -32_601, message: 'Method not found' } }
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...said }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('A port.')
  return {
    asked,
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('qbftConsensus', () => {
  it('reads validators, votes and the newest block, and changes votes', async () => {
    await using besu = await startBesu({
      eth_blockNumber: '0x1b4',
      qbft_getValidatorsByBlockNumber: [lower(A), lower(B)],
      qbft_getPendingVotes: { [lower(A)]: false },
      qbft_proposeValidatorVote: true,
      qbft_discardValidatorVote: true,
    })
    const node = qbftConsensus(besu.url)
    expect(await node.finalBlock()).toBe(436)
    expect(await node.signers()).toEqual([A, B])
    expect(await node.proposals()).toEqual(new Map([[A, false]]))
    besu.asked.length = 0
    await node.propose(B, true)
    await node.withdraw(A)
    expect(besu.asked).toEqual([
      ['qbft_proposeValidatorVote', [B, true]],
      ['qbft_discardValidatorVote', [A]],
    ])
  })

  it('fails where the votes of headers are not served', async () => {
    await using besu = await startBesu({})
    await expect(qbftConsensus(besu.url).proposals()).rejects.toThrow('Method not found')
  })
})

describe('isBesuPeer', () => {
  it('knows a sealer by the key of its node', async () => {
    const { publicKey, address } = privateKeyToAccount(generatePrivateKey())
    const id = publicKey.slice('0x04'.length)
    await using besu = await startBesu({ admin_peers: [{ id: `0x${id}`, name: 'besu' }] })
    expect(await isBesuPeer(besu.url, address)).toBe(true)
    expect(await isBesuPeer(besu.url, A)).toBe(false)
  })
})
