import { mkdtempSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createNetworkClient, type Network } from '@medrec/ethereum-client'
import { deployContracts, type Engine, startAnvil } from '@medrec/ethereum-client/node'
import { type Address, parseEther, zeroAddress } from 'viem'
import type { DatabaseManagerSettings } from '../../src/config.ts'
import { createProviderKeys, type ProviderPublicKeys } from '../../src/provider-keys.ts'

/** A provider of a test network; its Database Manager is started by the test. */
export type TestProvider = {
  readonly settings: DatabaseManagerSettings
  readonly origin: string
  readonly host: string
  readonly agent: Address
  readonly keys: ProviderPublicKeys
  readonly adminToken: string
}

export type TestNetwork = AsyncDisposable & {
  readonly engine: Engine
  readonly network: Network
  readonly providers: readonly TestProvider[]
}

/** The one patient of each test clinic. */
export const PATIENT = { patientKey: '1', name: 'Ada Example', birthDate: '1970-01-31' } as const
export const CLIENT_ORIGIN = 'http://localhost:8480'

/** Starts a real chain with the contracts and `names.length` providers, each with its own clinic. */
export async function startTestNetwork(
  names: readonly string[],
  start: (stateFolder: string) => Promise<Engine> = (stateFolder) =>
    startAnvil({ stateFolder, port: 0 }),
): Promise<TestNetwork> {
  const root = mkdtempSync(join(tmpdir(), 'medrec-manager-'))
  const engine = await start(join(root, 'chain'))
  const founding = []
  for (const name of names) {
    const stateFolder = join(root, name)
    const keys = await createProviderKeys(stateFolder)
    await engine.fund(keys.relayer, parseEther('10'))
    founding.push({ name, stateFolder, keys, host: `localhost:${await freePort()}` })
  }
  const deployment = await deployContracts({
    engine,
    foundingMembers: founding.map(({ name, keys, host }) => ({
      owner: keys.owner,
      account: keys.relayer,
      sealer: zeroAddress,
      hpkeKey: keys.hpkeKey,
      logKey: keys.logKey,
      name,
      host,
    })),
  })
  const { chainId, registry, agents } = deployment
  const file = join(root, 'clinic.sqlite')
  writeClinic(file)
  const providers = founding.map(async ({ stateFolder, keys, host }, index) => ({
    settings: {
      stateFolder,
      host,
      listen: { port: Number(host.split(':')[1]) },
      clientOrigin: CLIENT_ORIGIN,
      network: { rpcUrl: engine.rpcUrl, chainId, registry },
      silo: { kind: 'clinic' as const, file },
      pollMs: 20,
      logLevel: 'error' as const,
    },
    origin: `http://${host}`,
    host,
    agent: agents[index] ?? zeroAddress,
    keys,
    adminToken: (await readFile(join(stateFolder, 'admin-token'), 'utf8')).trim(),
  }))
  return {
    engine,
    network: await createNetworkClient({ rpcUrl: engine.rpcUrl, chainId, registry }),
    providers: await Promise.all(providers),
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
  }
}

const SCHEMA = join(
  import.meta.dirname,
  '../../../../examples/demo-hospitals/src/clinic/schema.sql',
)

function writeClinic(file: string): void {
  const database = new DatabaseSync(file)
  database.exec(readFileSync(SCHEMA, 'utf8'))
  database.exec(`
    insert into clinic_info (id, name, schema_rev) values (1, 'Test clinic', 7);
    insert into sex_lookup (sex, label) values ('F', 'Female');
    insert into patient (pat_id, chart_no, last_name, first_name, dob, sex, registered_on)
      values (1, 'RF-1', 'Example', 'Ada', '1970-01-31', 'F', '2020-01-01');`)
  database.close()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  return address.port
}
