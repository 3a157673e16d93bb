import {
  createProviderKeys,
  ProviderKeysError,
  type ProviderPublicKeys,
  readProviderKeys,
} from '@medrec/database-manager'
import { PROVIDER_NAMES, type ProviderSlug } from './demo-providers.ts'
import type { Ports } from './ports.ts'
import type { StateFolder } from './state-folder.ts'

/** A provider as it enters the AgentRegistry. */
export type FoundingProvider = {
  readonly slug: ProviderSlug
  readonly name: string
  /** Host and port. */
  readonly host: string
  readonly keys: ProviderPublicKeys
}

/** Reads each provider's keys, made at the first start. */
export async function foundingProviders(
  state: StateFolder,
  ports: Ports,
): Promise<Readonly<Record<ProviderSlug, FoundingProvider>>> {
  const of = async (slug: ProviderSlug): Promise<FoundingProvider> => ({
    slug,
    name: PROVIDER_NAMES[slug],
    host: `localhost:${ports[slug]}`,
    keys: await keysIn(state.providerFolder(slug)),
  })
  return {
    riverside: await of('riverside'),
    lakeside: await of('lakeside'),
    harbor: await of('harbor'),
  }
}

async function keysIn(folder: string): Promise<ProviderPublicKeys> {
  try {
    return (await readProviderKeys(folder)).public
  } catch (error) {
    const isFirstStart =
      error instanceof ProviderKeysError && error.code === 'MEDREC_PROVIDER_KEYS_MISSING'
    if (!isFirstStart) throw error
    return createProviderKeys(folder)
  }
}
