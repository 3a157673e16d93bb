/** The three demo hospitals, each with a database of its own kind. */
export const PROVIDERS = ['riverside', 'lakeside', 'harbor'] as const

export type Provider = (typeof PROVIDERS)[number]

export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  riverside: 'Riverside Family Clinic',
  lakeside: 'Lakeside General Hospital',
  harbor: 'Harbor Specialty Center',
}
