import { createServer } from 'node:net'
import { MedRecError } from '@medrec/protocol'

/** The ports a network on one machine listens on, all of them on this machine only. */
export type Ports = {
  /** The page. */
  readonly client: number
  readonly riverside: number
  readonly lakeside: number
  readonly harbor: number
  readonly chain: number
  /** The OMOP database behind Lakeside. */
  readonly omop: number
  /** The FHIR server behind Harbor. */
  readonly upstreamFhir: number
}

/** The ports from `client` on: the page, the three providers, and ten higher what is behind them. */
export function portsFrom(client: number): Ports {
  return {
    client,
    riverside: client + 1,
    lakeside: client + 2,
    harbor: client + 3,
    chain: client + 11,
    omop: client + 12,
    upstreamFhir: client + 13,
  }
}

/** Finds ports that are free now, for tests and benchmarks that run beside other networks. */
export async function freePorts(): Promise<Ports> {
  const taken = new Set<number>()
  const next = async (): Promise<number> => {
    const port = await freePort()
    if (taken.has(port)) return next()
    taken.add(port)
    return port
  }
  return {
    client: await next(),
    riverside: await next(),
    lakeside: await next(),
    harbor: await next(),
    chain: await next(),
    omop: await next(),
    upstreamFhir: await next(),
  }
}

/**
 * Checks that nobody listens on any of the ports.
 *
 * @throws {PortTakenError} MEDREC_PORT_TAKEN naming the first that is taken
 */
export async function checkPortsFree(ports: Ports): Promise<void> {
  for (const port of Object.values(ports)) {
    if (!(await isFree(port))) throw new PortTakenError(port)
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: 'localhost', exclusive: true }, () => {
      server.close(() => resolve(true))
    })
  })
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port: 0, host: 'localhost' }, () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new TypeError('No port.'))
        else resolve(address.port)
      })
    })
  })
}

export class PortTakenError extends MedRecError<'MEDREC_PORT_TAKEN', { readonly port: number }> {
  override name = 'PortTakenError'
  constructor(port: number) {
    super(
      'MEDREC_PORT_TAKEN',
      `Port ${port} is in use by another program. Stop that program, or choose other ports with --port.`,
      { details: { port } },
    )
  }
}
