import type { KeyObject } from 'node:crypto'
import type { PermissionView } from '@medrec/ethereum-client'
import { originOf, type UnixSeconds } from '@medrec/protocol'
import type { Address } from 'viem'
import type { Store } from '../store/store.ts'
import { AccessTokens } from './access-tokens.ts'
import { makeAuthenticate } from './authenticate.ts'
import type { ExchangeDeps } from './exchange-sign-in.ts'
import type { Authenticate, LinkedPatient } from './principal.ts'
import { ProofNonces } from './proof-nonces.ts'
import { ProofVerifier } from './proof-of-possession.ts'
import { SignInNonces } from './sign-in-nonces.ts'

/** Everything by which people sign in here and prove who they are. */
export type Sessions = {
  readonly authenticate: Authenticate
  readonly exchange: ExchangeDeps
}

export type SessionsOptions = {
  /** Host and port as in the AgentRegistry. */
  readonly host: string
  readonly network: { readonly chainId: number; readonly registry: Address }
  readonly tokenKey: KeyObject
  readonly nonceKey: KeyObject
  readonly store: Store
  readonly view: Pick<PermissionView, 'allows' | 'member'>
  readonly linkedPatientOf: (agent: Address) => Promise<LinkedPatient | undefined>
  readonly now: () => UnixSeconds
}

/** Opens the sessions of one manager; they share keys, not memory, with others of this provider. */
export function openSessions(options: SessionsOptions): Sessions {
  const { host, network, nonceKey, view, linkedPatientOf, now } = options
  const origin = originOf(host)
  const keys = {
    mayRead: (agent: Address, signer: Address) => view.allows(agent, signer, 'read'),
    isMember: (agent: Address) => view.member(agent) !== undefined,
  }
  const proofs = new ProofVerifier()
  const proofNonces = new ProofNonces(nonceKey)
  const tokens = new AccessTokens(options.tokenKey, origin)
  return {
    authenticate: makeAuthenticate({
      origin,
      keys,
      proofs,
      proofNonces,
      tokens,
      linkedPatientOf,
      now,
    }),
    exchange: {
      host,
      tokenUrl: `${origin}/auth/token`,
      network,
      keys,
      proofs,
      proofNonces,
      signInNonces: new SignInNonces(nonceKey, options.store),
      tokens,
    },
  }
}
