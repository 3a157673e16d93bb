import { readFile } from 'node:fs/promises'
import { addressSchema, MedRecError, originOf } from '@medrec/protocol'
import { z } from 'zod'

/** Everything a Database Manager is told from outside, checked. */
export type DatabaseManagerConfig = z.output<typeof configSchema>

/** The same as it is written in a file, where what has a default may be left out. */
export type DatabaseManagerSettings = z.input<typeof configSchema>

/**
 * Checks settings and fills in the defaults.
 *
 * @throws {ConfigInvalidError} MEDREC_CONFIG_INVALID, naming the first setting that does not fit
 */
export function parseConfig(settings: unknown): DatabaseManagerConfig {
  const result = configSchema.safeParse(settings)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ConfigInvalidError(issue?.path.join('.') ?? '', issue?.message ?? '')
}

/**
 * Reads the configuration file named by the process's first argument, or by MEDREC_CONFIG.
 *
 * @throws {ConfigInvalidError} MEDREC_CONFIG_INVALID if there is none, it is not JSON or does not fit
 */
export async function readConfig(argument: string | undefined): Promise<DatabaseManagerConfig> {
  const path = argument ?? process.env.MEDREC_CONFIG
  if (path === undefined) throw new ConfigInvalidError('', 'no file is named')
  let settings: unknown
  try {
    settings = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    throw new ConfigInvalidError('', 'the file cannot be read as JSON')
  }
  return parseConfig(settings)
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1']

const originSchema = z
  .url()
  .refine((text) => new URL(text).origin === text, 'an origin: scheme, host and port only')

const portSchema = z.number().int().min(1).max(65_535)

const siloSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('clinic'), file: z.string().min(1) }),
  z.strictObject({ kind: z.literal('omop'), connectionString: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('fhir'),
    baseUrl: z.url(),
    /**
     * What marks sensitive records besides the server's own labels and the list of codes: the
     * wording of codes, or nothing, which every patient is then shown.
     */
    sensitivityRules: z.enum(['wording', 'none']),
  }),
])

export type SiloConfig = z.output<typeof siloSchema>

const consensusSchema = z.discriminatedUnion('kind', [
  /** One process seals the chain: at once. */
  z.strictObject({ kind: z.literal('embedded') }),
  /** A majority of the authorities has sealed on top; every header is verified. */
  z.strictObject({
    kind: z.literal('clique'),
    periodSeconds: z.number().int().nonnegative(),
    epochBlocks: z.number().int().positive(),
  }),
])

export type ConsensusConfig = z.output<typeof consensusSchema>

const configSchema = z
  .strictObject({
    /** Holds the keys, the store and its lock. */
    stateFolder: z.string().min(1),
    /** Host and port as in the AgentRegistry, such as `localhost:8481`. */
    host: z.string().regex(/^[a-z0-9.-]+(:[0-9]{1,5})?$/, 'host and port as in the AgentRegistry'),
    listen: z.strictObject({
      host: z.string().default('localhost'),
      port: portSchema,
    }),
    /** PEM files; needed outside loopback unless a trusted proxy ends TLS. */
    tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
    /** Address of the proxy that ends TLS. */
    trustedProxy: z.union([z.ipv4(), z.ipv6()]).optional(),
    /** Origin of the user client, for invite links. */
    clientOrigin: originSchema,
    /** Further origins whose pages may call. */
    otherClientOrigins: z.array(originSchema).default([]),
    network: z.strictObject({
      rpcUrl: z.url(),
      chainId: z.number().int().positive(),
      registry: addressSchema,
      /** By which rules a block is final, so that what widens counts. */
      consensus: consensusSchema.default({ kind: 'embedded' }),
    }),
    silo: siloSchema,
    /** How long an invite can be claimed. */
    inviteSeconds: z.number().int().positive().max(86_400).default(900),
    /** Viewers get nothing while the chain view is older. */
    maxViewAgeSeconds: z.number().int().positive().default(300),
    /** Milliseconds between two looks at the chain. */
    pollMs: z.number().int().min(20).default(200),
    /**
     * Every so many seconds grants are sent, all that came since the last time together; 0: at once.
     * What narrows never waits. 60 in a network of several providers.
     */
    relayTickSeconds: z.number().int().nonnegative().max(3600).default(0),
    /** Per source address and minute. */
    limits: z
      .strictObject({
        requests: z.number().int().positive().default(6000),
        tokens: z.number().int().positive().default(120),
        claims: z.number().int().positive().default(30),
        notes: z.number().int().positive().default(60),
        /** Messages to relay, not per source but per relationship, Agent or ordering member. */
        relays: z.number().int().positive().default(60),
      })
      .prefault({}),
    logLevel: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  })
  .refine(
    ({ listen, tls, trustedProxy }) =>
      LOOPBACK.includes(listen.host) || tls !== undefined || trustedProxy !== undefined,
    { path: ['listen', 'host'], message: 'outside loopback there must be tls or a trustedProxy' },
  )
  .refine(({ host, tls }) => tls === undefined || originOf(host).startsWith('https:'), {
    path: ['tls'],
    message: 'a host on this machine is reached by plain HTTP',
  })

export class ConfigInvalidError extends MedRecError<
  'MEDREC_CONFIG_INVALID',
  { readonly setting: string; readonly fault: string }
> {
  override readonly name = 'ConfigInvalidError'

  /** @param setting its path, such as `network.chainId`; '' = the file as a whole */
  constructor(setting: string, fault: string) {
    super(
      'MEDREC_CONFIG_INVALID',
      `The configuration cannot be used: ${setting === '' ? 'the file' : setting}: ${fault}.`,
      { details: { setting, fault } },
    )
  }
}
