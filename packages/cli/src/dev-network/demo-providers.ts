import { PROVIDER_NAMES, PROVIDERS, type Provider } from '@medrec/demo-hospitals'

export { PROVIDER_NAMES, PROVIDERS }

/** One of the three providers of the network on one machine, by its short name. */
export type ProviderSlug = Provider

/** Says whether a text names one of the three. */
export function isProviderSlug(text: string): text is ProviderSlug {
  return PROVIDERS.some((slug) => slug === text)
}
