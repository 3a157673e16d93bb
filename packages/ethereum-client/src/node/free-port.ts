import { createServer } from 'node:net'
import { MedRecError } from '@medrec/protocol'

/**
 * Checks that a loopback port is free, or picks one if `port` is 0.
 *
 * @throws {PortInUseError} MEDREC_ENGINE_PORT_IN_USE if something listens there already.
 */
export function freePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (cause) => {
      const isTaken = 'code' in cause && cause.code === 'EADDRINUSE'
      reject(isTaken ? new PortInUseError(port, cause) : cause)
    })
    server.listen({ host: '127.0.0.1', port }, () => {
      const address = server.address()
      const found = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve(found))
    })
  })
}

export class PortInUseError extends MedRecError<
  'MEDREC_ENGINE_PORT_IN_USE',
  { readonly port: number }
> {
  override name = 'PortInUseError'

  constructor(port: number, cause?: unknown) {
    super(
      'MEDREC_ENGINE_PORT_IN_USE',
      `Port ${port} is taken by another program. Stop that program or choose another port for the chain.`,
      { details: { port }, retryable: true, cause },
    )
  }
}
