import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  agentDomain,
  commitmentOf,
  type GrantMessage,
  type GrantTerms,
  KINDS_HASH,
  KINDS_VERSION,
  relationshipIdOf,
  relationshipsDomain,
  revocationTerms,
  typedDisableOwner,
  typedEnableOwner,
  typedEnd,
  typedOpen,
  typedRotateDelegate,
  typedSetGrants,
} from '@medrec/protocol'
import { agentFactoryAbi } from '@medrec/smart-contracts'
import {
  type Address,
  type Hex,
  type PrivateKeyAccount,
  parseEther,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import {
  createNetworkClient,
  createRelayer,
  type KeptNarrowing,
  type NarrowingStore,
  type Network,
  type Relayer,
  type RelayMessage,
} from '../src/index.ts'
import { type Deployment, deployContracts, type Engine, startAnvil } from '../src/node/index.ts'

export const DAY = 86_400
const MUCH = parseEther('1000')

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'medrec-ethereum-client-'))
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}

export type TestNetwork = AsyncDisposable & {
  readonly folder: string
  readonly engine: Engine
  readonly deployment: Deployment
  readonly network: Network
  readonly relayer: Relayer
  readonly relayerAccount: PrivateKeyAccount
}

/** A chain of its own with two founding members and a relayer that can pay. */
export async function startTestNetwork(
  start: (stateFolder: string) => Promise<Engine> = (stateFolder) =>
    startAnvil({ stateFolder, port: 0 }),
): Promise<TestNetwork> {
  const folder = await temporaryFolder()
  const engine = await start(folder.path)
  const deployment = await deployContracts({
    engine,
    foundingMembers: [foundingMember('Riverside', 8481), foundingMember('Lakeside', 8482)],
  })
  const network = await createNetworkClient({ rpcUrl: engine.rpcUrl, ...deployment })
  const relayerAccount = newAccount()
  await engine.fund(relayerAccount.address, MUCH)
  const relayer = createRelayer({ network, account: relayerAccount })
  return {
    folder: folder.path,
    engine,
    deployment,
    network,
    relayer,
    relayerAccount,
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

export function foundingMember(name: string, port: number) {
  return {
    owner: newAccount().address,
    account: newAccount().address,
    sealer: zeroAddress,
    hpkeKey: randomBytes32(),
    logKey: randomBytes32(),
    name,
    host: `localhost:${port}`,
  }
}

/** A patient and a provider's delegate who sign real messages. */
export type Relationship = {
  readonly id: Hex
  readonly agent: Address
  readonly owner: PrivateKeyAccount
  readonly delegate: PrivateKeyAccount
  readonly sealedPointer: Hex
  readonly commitment: (viewer: Address) => Hex
  readonly open: (grants?: readonly GrantMessage[]) => Promise<RelayMessage>
  readonly setGrants: (grants: readonly GrantMessage[]) => Promise<RelayMessage>
  readonly end: (signer?: PrivateKeyAccount) => Promise<RelayMessage>
  readonly rotate: (next: PrivateKeyAccount) => Promise<RelayMessage>
  readonly enable: (owner: PrivateKeyAccount, nonce: bigint) => Promise<RelayMessage>
  readonly disable: (owner: Address, nonce: bigint) => Promise<RelayMessage>
}

/** Makes the messages of one new relationship; none is sent. */
export async function newRelationship(
  network: Network,
  owner: PrivateKeyAccount = newAccount(),
): Promise<Relationship> {
  const { chainId, relationships: contract } = network
  const delegate = newAccount()
  const agent = await network.client.readContract({
    address: network.factory,
    abi: agentFactoryAbi,
    functionName: 'agentOf',
    args: [owner.address],
  })
  const id = relationshipIdOf({ chainId, contract, agent, firstDelegate: delegate.address })
  const domain = relationshipsDomain({ chainId, contract })
  const ofAgent = agentDomain({ chainId, agent })
  const sealedPointer = randomHex(64)
  const kinds = { kindsVersion: KINDS_VERSION, kindsHash: KINDS_HASH }
  const deadline = nowSeconds() + DAY
  return {
    id,
    agent,
    owner,
    delegate,
    sealedPointer,
    commitment: (viewer) =>
      commitmentOf({ chainId, contract, relationshipId: id, viewer, salt: zeroHash }),
    async open(grants = []) {
      const message = {
        owner: owner.address,
        agent,
        delegate: delegate.address,
        sealedPointer,
        grants,
        ...kinds,
        deadline,
      }
      const typed = typedOpen(domain, message)
      return {
        type: 'Open',
        message,
        patientSignature: await owner.signTypedData(typed),
        delegateSignature: await delegate.signTypedData(typed),
      }
    },
    async setGrants(grants) {
      const message = { relationshipId: id, grants, ...kinds, deadline }
      const signature = await owner.signTypedData(typedSetGrants(domain, message))
      return { type: 'SetGrants', message, signature }
    },
    async end(signer = owner) {
      const message = { relationshipId: id, deadline }
      return {
        type: 'End',
        message,
        signature: await signer.signTypedData(typedEnd(domain, message)),
      }
    },
    async rotate(next) {
      const message = { relationshipId: id, delegate: next.address, rotation: 1, deadline }
      const typed = typedRotateDelegate(domain, message)
      return {
        type: 'RotateDelegate',
        message,
        currentSignature: await delegate.signTypedData(typed),
        nextSignature: await next.signTypedData(typed),
      }
    },
    async enable(newOwner, nonce) {
      const message = { owner: newOwner.address, sealedPointer: randomHex(64), nonce, deadline }
      const typed = typedEnableOwner(ofAgent, message)
      return {
        type: 'EnableOwner',
        agent,
        message,
        signature: await owner.signTypedData(typed),
        ownerSignature: await newOwner.signTypedData(typed),
      }
    },
    async disable(oldOwner, nonce) {
      const message = { owner: oldOwner, nonce, deadline }
      const signature = await owner.signTypedData(typedDisableOwner(ofAgent, message))
      return { type: 'DisableOwner', agent, message, signature }
    },
  }
}

/** Reading of the first three kinds for treatment, for a month. */
export function grantOf(commitment: Hex, terms: Partial<GrantTerms> = {}): GrantMessage {
  return {
    commitment,
    readKinds: 0b111n,
    writeKinds: 0n,
    notBefore: 0,
    notAfter: nowSeconds() + 30 * DAY,
    purposes: 1,
    version: 1,
    finerTerms: zeroHash,
    ...terms,
  }
}

export function revocationOf(commitment: Hex, version: number): GrantMessage {
  return { commitment, ...revocationTerms(version) }
}

/** Sends a message and waits for its block. */
export async function relay(relayer: Relayer, message: RelayMessage): Promise<number> {
  return (await (await relayer.submit(message)).mined()).blockNumber
}

/** Keeps narrowings over a restart of a view, not of the process. */
export function memoryStore(): NarrowingStore & { readonly kept: Map<string, KeptNarrowing> } {
  const kept = new Map<string, KeptNarrowing>()
  return {
    kept,
    load: async () => [...kept.values()],
    keep: async (narrowings) => {
      for (const narrowing of narrowings) kept.set(narrowing.id, narrowing)
    },
    drop: async (ids) => {
      for (const id of ids) kept.delete(id)
    },
  }
}

/** Waits on a condition, never longer than 10 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('The condition never came true.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export function newAccount(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey())
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

function randomBytes32(): Hex {
  return randomHex(32)
}

function randomHex(size: number): Hex {
  return toHex(crypto.getRandomValues(new Uint8Array(size)))
}
