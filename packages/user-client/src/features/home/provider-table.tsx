import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Remark } from '../../components/notice.tsx'
import { type NetworkProvider, readHealth } from '../../session/network.ts'
import { useNetwork } from '../../session/network-context.ts'
import classes from './provider-table.module.css'

/** The providers of the network, each with its host, its database and whether it answers now. */
export function ProviderTable() {
  const { engine, providers } = useNetwork()
  return (
    <Stack gap="sm">
      <ul className="mr-rows" aria-label="Providers">
        {providers.map((provider) => (
          <ProviderRow key={provider.agent} provider={provider} />
        ))}
      </ul>
      {engine === 'single machine' ? (
        <Remark>
          This is a single machine demo: all providers and the shared permission register run on
          this computer, and every person in it is made up.
        </Remark>
      ) : null}
    </Stack>
  )
}

function ProviderRow({ provider }: { readonly provider: NetworkProvider }) {
  const health = useQuery({
    queryKey: ['health', provider.host],
    queryFn: () => readHealth(provider.host),
    refetchInterval: 5000,
  })
  const silo = health.data?.silo
  return (
    <li className={classes.row} aria-label={provider.name}>
      <div className={classes.what}>
        <Text fw={600}>{provider.name}</Text>
        <Text size="sm" c="dimmed">
          {provider.host}
          {silo === undefined ? null : ` · ${SILOS[silo] ?? silo}`}
        </Text>
        {health.data?.declaresSensitivityRules === false ? (
          <Text size="sm" c="dimmed">
            Does not mark sensitive records.
          </Text>
        ) : null}
      </div>
      <State state={health.isError ? 'away' : health.isPending ? 'asking' : health.data.status} />
    </li>
  )
}

/** What the databases are called for people; another one keeps its own name. */
const SILOS: Readonly<Record<string, string>> = {
  clinic: 'own clinic database (SQLite)',
  'OMOP CDM 5.4': 'OMOP database (PostgreSQL)',
  'FHIR R4 server': 'existing FHIR server',
}

const STATES = {
  ok: { text: 'Running', tone: 'plain' },
  degraded: { text: 'Running, but not well', tone: 'caution' },
  away: { text: 'Does not answer', tone: 'caution' },
  asking: { text: 'Asking …', tone: 'plain' },
} as const

function State({ state }: { readonly state: keyof typeof STATES }) {
  const { text, tone } = STATES[state]
  return (
    <span className={classes.state} data-tone={tone}>
      {text}
    </span>
  )
}
