import { type Address, type Hex, type PrivateKeyAccount, zeroHash } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { beforeAll, describe, expect, it } from 'vitest'
import vectors from '../../../../vectors/clique-headers.json' with { type: 'json' }
import { type BlockPlan, hashOfBlock, sealedHeader } from '../../test/sealed-chain.ts'
import { type CliqueHeader, readCliqueHeader } from './clique-header.ts'
import { applyHeader, type CliqueSnapshot, genesisSnapshot } from './clique-signers.ts'

const { rules } = vectors
const signersAfter: Readonly<Record<string, readonly string[]>> = vectors.signersAfter

describe('applyHeader over recorded blocks', () => {
  let headers: readonly CliqueHeader[]
  beforeAll(async () => {
    headers = await Promise.all(vectors.headers.map(readCliqueHeader))
  })

  it('knows the signers after each block as geth does, through both votes', () => {
    let snapshot = genesisSnapshot(headerAt(headers, 0))
    expect(snapshot.signers).toEqual(signersAfter['0'])
    for (const header of headers.slice(1)) {
      snapshot = applyHeader(snapshot, header, rules)
      expect(snapshot.signers, `${header.number}`).toEqual(signersAfter[header.number])
    }
    expect(signersAfter['0']).not.toContain(vectors.added)
    expect(snapshot.signers).toContain(vectors.added)
    expect(signersAfter['0']).toContain(vectors.removed)
    expect(snapshot.signers).not.toContain(vectors.removed)
    expect(snapshot.hash).toBe(headers.at(-1)?.hash)
  })

  it('goes on from a snapshot that was written down', () => {
    const start = genesisSnapshot(headerAt(headers, 0))
    const whole = applyAll(start, headers.slice(1))
    for (let at = 1; at < headers.length; at += 1) {
      const half = applyAll(start, headers.slice(1, at))
      const read: CliqueSnapshot = JSON.parse(JSON.stringify(half))
      expect(applyAll(read, headers.slice(at))).toEqual(whole)
    }
  })

  it('refuses each block on top of any but the one before', () => {
    const start = genesisSnapshot(headerAt(headers, 0))
    for (const header of headers.slice(2)) {
      expect(() => applyHeader(start, header, rules)).toThrow(refusal('MEDREC_CLIQUE_NOT_NEXT'))
    }
  })

  it.each([
    'stateRoot',
    'transactionsRoot',
    'receiptsRoot',
    'logsBloom',
    'gasLimit',
    'gasUsed',
    'baseFeePerGas',
    'timestamp',
    'miner',
    'extraData',
  ])('takes a block with another %s, hashed anew, for that of a stranger', async (field) => {
    const [number, step] = [5, 1_000n]
    const snapshot = applyAll(genesisSnapshot(headerAt(headers, 0)), headers.slice(1, number))
    const block: Record<string, string> = { ...vectors.headers[number] }
    // In the vanity, the first bytes of extraData; elsewhere a larger number as good as any.
    const value = block[field] ?? ''
    block[field] =
      value.length > 20 ? `0x5a${value.slice(4)}` : `0x${(BigInt(value) + step).toString(16)}`
    block.hash = hashOfBlock(block)
    const header = await readCliqueHeader(block)
    expect(() => applyHeader(snapshot, header, rules)).toThrow(
      refusal('MEDREC_CLIQUE_UNAUTHORIZED_SIGNER'),
    )
  })

  function applyAll(from: CliqueSnapshot, more: readonly CliqueHeader[]): CliqueSnapshot {
    return more.reduce((snapshot, header) => applyHeader(snapshot, header, rules), from)
  }
})

describe('applyHeader', () => {
  it('lets signers seal in turn, and out of turn with the lower difficulty', async () => {
    const chain = await newChain(3)
    for (let number = 1; number <= 6; number += 1) await chain.seal(chain.inTurn())
    await chain.seal(chain.inTurn(1), { difficulty: 1 })
    expect(chain.snapshot().number).toBe(7)
  })

  it('refuses who is no signer', async () => {
    const chain = await newChain(3)
    await chain.refuses('MEDREC_CLIQUE_UNAUTHORIZED_SIGNER', accountOf(99))
  })

  it('lets a signer seal one block in a majority of them', async () => {
    for (const [count, waits] of [
      [1, 0],
      [2, 1],
      [3, 1],
      [4, 2],
      [5, 2],
    ] as const) {
      const chain = await newChain(count)
      const sealer = chain.inTurn()
      await chain.seal(sealer)
      for (let waited = 0; waited < waits; waited += 1) {
        await chain.refuses('MEDREC_CLIQUE_SIGNED_RECENTLY', sealer)
        await chain.seal(chain.inTurn())
      }
      await chain.seal(sealer)
    }
  })

  it('refuses the difficulty of another turn, and one of no turn', async () => {
    const chain = await newChain(3)
    await chain.refuses('MEDREC_CLIQUE_WRONG_DIFFICULTY', chain.inTurn(), { difficulty: 1 })
    await chain.refuses('MEDREC_CLIQUE_WRONG_DIFFICULTY', chain.inTurn(1), { difficulty: 2 })
    await chain.refuses('MEDREC_CLIQUE_WRONG_DIFFICULTY', chain.inTurn(), { difficulty: 3 })
  })

  it('refuses another parent, a number left out and a block too early', async () => {
    const chain = await newChain(3)
    const sealer = chain.inTurn()
    await chain.refuses('MEDREC_CLIQUE_NOT_NEXT', sealer, { parentHash: zeroHash })
    await chain.refuses('MEDREC_CLIQUE_NOT_NEXT', sealer, { number: 2 })
    await chain.refuses('MEDREC_CLIQUE_TOO_EARLY', sealer, {
      timestamp: chain.snapshot().timestamp + RULES.periodSeconds - 1,
    })
  })

  it('refuses uncles, a mix and a nonce that is no vote', async () => {
    const chain = await newChain(3)
    const sealer = chain.inTurn()
    const one: Hex = `0x${'00'.repeat(31)}01`
    await chain.refuses('MEDREC_CLIQUE_INVALID_HEADER', sealer, { mixHash: one })
    await chain.refuses('MEDREC_CLIQUE_INVALID_HEADER', sealer, { sha3Uncles: one })
    await chain.refuses('MEDREC_CLIQUE_INVALID_VOTE', sealer, { nonce: '0x0000000000000001' })
  })

  it('adds who a majority votes in, and not one vote sooner', async () => {
    const chain = await newChain(4)
    const vote = { candidate: addressOf(50), isToAdd: true }
    for (let votes = 1; votes <= 3; votes += 1) {
      expect(chain.snapshot().signers).not.toContain(vote.candidate)
      await chain.seal(chain.inTurn(), { vote })
    }
    expect(chain.snapshot().signers).toEqual([...chain.signers, vote.candidate].sort())
    expect(chain.snapshot().votes).toEqual([])
  })

  it('counts a signer once, and its last vote', async () => {
    const chain = await newChain(3)
    const vote = { candidate: addressOf(50), isToAdd: true }
    const [first, second, third] = [chain.inTurn(), chain.inTurn(1), chain.inTurn(2)]
    await chain.seal(first, { vote })
    await chain.seal(second)
    await chain.seal(third)
    await chain.seal(first, { vote })
    expect(chain.snapshot().votes).toHaveLength(1)
    await chain.seal(second)
    await chain.seal(third)
    // To remove who is none is no vote, and takes the other one back.
    await chain.seal(first, { vote: { ...vote, isToAdd: false } })
    expect(chain.snapshot().votes).toEqual([])
    expect(chain.snapshot().signers).not.toContain(vote.candidate)
  })

  it('removes a signer with the votes it cast and those about it, and shortens the wait', async () => {
    const chain = await newChain(4)
    const leaver = chain.inTurn(3)
    const stays = { candidate: addressOf(50), isToAdd: true }
    const goes = { candidate: leaver.address.toLowerCase() as Address, isToAdd: false }
    await chain.seal(chain.inTurn(), { vote: goes })
    await chain.seal(chain.inTurn(), { vote: goes })
    await chain.seal(leaver, { vote: stays, difficulty: 1 })
    const last = chain.accounts.find(
      ({ address }) =>
        !chain.snapshot().recents.some(({ signer }) => signer === address.toLowerCase()) &&
        address !== leaver.address,
    )
    if (last === undefined) throw new Error('nobody may seal')
    await chain.seal(last, { vote: goes })
    expect(chain.snapshot().signers).toHaveLength(3)
    expect(chain.snapshot().signers).not.toContain(goes.candidate)
    expect(chain.snapshot().votes).toEqual([])
    expect(chain.snapshot().recents).toHaveLength(2)
    await chain.refuses('MEDREC_CLIQUE_UNAUTHORIZED_SIGNER', leaver)
  })

  it('forgets the votes at an epoch, and wants the signers listed then and only then', async () => {
    const chain = await newChain(4)
    const vote = { candidate: addressOf(50), isToAdd: true }
    await chain.refuses('MEDREC_CLIQUE_WRONG_CHECKPOINT', chain.inTurn(), {
      listedSigners: chain.signers,
    })
    while (chain.snapshot().number < RULES.epochBlocks - 1) {
      await chain.seal(chain.inTurn(), chain.snapshot().number < 2 ? { vote } : {})
    }
    expect(chain.snapshot().votes).toHaveLength(2)
    const sealer = chain.inTurn()
    const listedSigners = chain.signers
    await chain.refuses('MEDREC_CLIQUE_WRONG_CHECKPOINT', sealer)
    await chain.refuses('MEDREC_CLIQUE_WRONG_CHECKPOINT', sealer, {
      listedSigners: [...listedSigners].reverse(),
    })
    await chain.refuses('MEDREC_CLIQUE_INVALID_VOTE', sealer, { listedSigners, vote })
    await chain.seal(sealer, { listedSigners })
    expect(chain.snapshot().votes).toEqual([])
    expect(chain.snapshot().signers).toEqual(chain.signers)
  })

  it('starts from a genesis block with ascending signers and nothing else', async () => {
    const plan = { number: 0, parentHash: zeroHash, difficulty: 1, timestamp: 0 }
    const ascending = [addressOf(1), addressOf(2)].sort()
    for (const bad of [
      { ...plan, listedSigners: [] },
      { ...plan, listedSigners: [...ascending].reverse() },
      { ...plan, listedSigners: [addressOf(1), addressOf(1)] },
    ]) {
      const header = await sealedHeader(bad, undefined)
      expect(() => genesisSnapshot(header)).toThrow(refusal('MEDREC_CLIQUE_WRONG_CHECKPOINT'))
    }
    const later = await sealedHeader({ ...plan, number: 5, listedSigners: ascending }, accountOf(1))
    expect(() => genesisSnapshot(later)).toThrow(refusal('MEDREC_CLIQUE_WRONG_CHECKPOINT'))
  })
})

const RULES = { periodSeconds: 5, epochBlocks: 10 }

/** A chain of which a test decides who seals next. */
async function newChain(count: number) {
  const accounts = Array.from({ length: count }, (_, at) => accountOf(at + 1))
  const signers = accounts.map(({ address }) => address.toLowerCase() as Address).sort()
  const genesis = await sealedHeader(
    { number: 0, parentHash: zeroHash, difficulty: 1, timestamp: 1_000, listedSigners: signers },
    undefined,
  )
  let snapshot = genesisSnapshot(genesis)
  const next = (change: Partial<BlockPlan> = {}): BlockPlan => ({
    number: snapshot.number + 1,
    parentHash: snapshot.hash,
    difficulty: 2,
    timestamp: snapshot.timestamp + RULES.periodSeconds,
    ...change,
  })
  /** Whose turn it is `later` blocks after the next. */
  function inTurn(later = 0): PrivateKeyAccount {
    const turn = snapshot.signers[(snapshot.number + 1 + later) % snapshot.signers.length]
    const account = accounts.find(({ address }) => address.toLowerCase() === turn)
    if (account === undefined) throw new Error('The signer in turn has no key here.')
    return account
  }
  return {
    accounts,
    signers,
    snapshot: () => snapshot,
    next,
    inTurn,
    async seal(sealer: PrivateKeyAccount, change?: Partial<BlockPlan>) {
      const plan = next({ difficulty: sealer === inTurn() ? 2 : 1, ...change })
      snapshot = applyHeader(snapshot, await sealedHeader(plan, sealer), RULES)
    },
    async refuses(code: string, sealer: PrivateKeyAccount, change?: Partial<BlockPlan>) {
      const header = await sealedHeader(next(change), sealer)
      expect(() => applyHeader(snapshot, header, RULES)).toThrow(refusal(code))
    },
  }
}

function refusal(code: string) {
  return expect.objectContaining({ code })
}

function accountOf(number: number): PrivateKeyAccount {
  return privateKeyToAccount(`0x${number.toString(16).padStart(64, '0')}`)
}

function addressOf(number: number): Address {
  return accountOf(number).address.toLowerCase() as Address
}

function headerAt(headers: readonly CliqueHeader[], number: number): CliqueHeader {
  const header = headers[number]
  if (header === undefined) throw new Error(`There is no recorded block ${number}.`)
  return header
}
