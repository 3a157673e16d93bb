import type { NetworkDescription } from '@medrec/protocol'
import { createContext, use } from 'react'

export const NetworkContext = createContext<NetworkDescription | undefined>(undefined)

/** The network this page belongs to. Nothing is drawn before it is known. */
export function useNetwork(): NetworkDescription {
  const network = use(NetworkContext)
  if (network === undefined) throw new TypeError('the network is known before any page is drawn')
  return network
}
