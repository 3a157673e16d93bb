import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SignerVoterEvent } from '@medrec/ethereum-client/node'
import { agentRegistryAbi } from '@medrec/smart-contracts'
import { type Address, encodeAbiParameters, encodeEventTopics, type Hex, zeroHash } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { parseAuthority } from './authority-choice.ts'
import { startBesuVoter } from './besu-voter.ts'
import { foundBesuNetwork } from './found-besu-network.ts'

const RECORD_TYPES = [
  ...[{ type: 'address' }, { type: 'address' }, { type: 'bytes32' }, { type: 'bytes32' }],
  ...[{ type: 'string' }, { type: 'string' }],
] as const

/** The log of a member's admission, as a node gives it. */
function admissionOf(registry: Address, sealer: Address): object {
  const args = { agent: sealer }
  const key: Hex = `0x${'11'.repeat(32)}`
  return {
    ...{ address: registry, blockNumber: '0x1', blockHash: zeroHash, logIndex: '0x0' },
    ...{ transactionHash: zeroHash, transactionIndex: '0x0', removed: false },
    topics: encodeEventTopics({ abi: agentRegistryAbi, eventName: 'MemberAdmitted', args }),
    data: encodeAbiParameters(RECORD_TYPES, [sealer, sealer, key, key, 'Name', 'localhost:1']),
  }
}

/** Answers as Besu's documentation says it does; no Besu can be run here. */
async function startBesu(port: number, answers: Readonly<Record<string, unknown>>) {
  const told: unknown[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const { id, method, params } = JSON.parse(body)
    if (/Vote$/.test(method)) told.push([method, ...params])
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method] ?? true }))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    told,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('startBesuVoter', () => {
  it('proposes an admitted member whose node is a peer, and no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'medrec-besu-voter-'))
    await using cleanup = new AsyncDisposableStack()
    cleanup.defer(() => rm(folder, { recursive: true, force: true }))
    const { network, authorities } = await foundBesuNetwork({
      ...{ folder: join(folder, 'net'), periodSeconds: 2, validators: 'header' },
      authorities: [parseAuthority('Riverside Hospital=localhost:8481')],
    })
    const [own] = authorities
    if (own === undefined) throw new TypeError('One.')
    const config = await readFile(join(own.folder, 'config.toml'), 'utf8')
    const port = Number(/^rpc-http-port=(\d+)$/m.exec(config)?.[1])
    const [peer, away] = [newNode(), newNode()]
    await using besu = await startBesu(port, {
      eth_blockNumber: '0x10',
      eth_getBlockByNumber: { number: '0x10', hash: zeroHash, timestamp: '0x1', transactions: [] },
      eth_getLogs: [own.sealer, peer.address, away.address].map((sealer) =>
        admissionOf(network.registry, sealer),
      ),
      qbft_getValidatorsByBlockNumber: [own.sealer],
      qbft_getPendingVotes: {},
      admin_peers: [{ id: `0x${peer.publicKey.slice('0x04'.length)}` }],
    })
    const heard = Promise.withResolvers<SignerVoterEvent>()
    await using _voter = await startBesuVoter({
      folder: own.folder,
      report: (event) => {
        if (event.type !== 'not-ready') heard.resolve(event)
      },
    })
    const votes = [{ type: 'add', sealer: peer.address }]
    expect(await heard.promise).toEqual({ type: 'voted', votes })
    expect(besu.told[0]).toEqual(['qbft_proposeValidatorVote', peer.address, true])
  })

  it('says of another folder that it is none of a Besu network', async () => {
    await expect(
      startBesuVoter({ folder: '/nowhere', report: () => undefined }),
    ).rejects.toMatchObject({ code: 'MEDREC_OPERATOR_FILE_MISSING' })
  })
})

function newNode() {
  return privateKeyToAccount(generatePrivateKey())
}
