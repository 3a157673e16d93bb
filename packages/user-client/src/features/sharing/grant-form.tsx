import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { KINDS, type Kind, type Purpose, unixSecondsOf } from '@medrec/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { kindLabel, purposeLabel } from '../../components/kind-labels.ts'
import { Caution, Problem } from '../../components/notice.tsx'
import { readStaff } from '../../session/directory.ts'
import type { NewGrant } from '../../session/grants.ts'
import type { Relationship } from '../../session/relationships.ts'
import { useSession } from '../../session/session-context.ts'
import { endOf, PERIODS, type PeriodId, readGrantForm } from './grant-choices.ts'
import classes from './grant-form.module.css'

const PURPOSES: readonly Purpose[] = ['TREAT', 'COC']

/** Who, where, what, until when, why. */
export function GrantForm(props: {
  readonly relationships: readonly Relationship[]
  readonly onDone: (grant: NewGrant) => void
}) {
  const { relationships, onDone } = props
  const session = useSession()
  const { providers } = session.network
  const [home, setHome] = useState(providers[0]?.agent ?? '')
  const [viewer, setViewer] = useState('')
  const [place, setPlace] = useState<string>(relationships[0]?.id ?? '')
  const [kinds, setKinds] = useState<readonly Kind[]>([])
  const [period, setPeriod] = useState<PeriodId>('30')
  const [lastDay, setLastDay] = useState('')
  const [purpose, setPurpose] = useState<Purpose>('TREAT')
  const [error, setError] = useState<unknown>(null)

  const member = providers.find((provider) => provider.agent === home)
  const staff = useQuery({
    queryKey: ['staff', home],
    queryFn: () => (member === undefined ? [] : readStaff(session, member)),
    refetchInterval: (query) => (query.state.status === 'error' ? 3000 : false),
  })
  const submit = (): void => {
    try {
      const now = unixSecondsOf(new Date())
      onDone(
        readGrantForm({
          viewer: staff.data?.find((each) => each.agent === viewer),
          relationship: relationships.find((each) => each.id === place),
          kinds,
          purpose,
          notAfter: endOf(period, lastDay, now),
          now,
        }),
      )
      setError(null)
    } catch (problem) {
      setError(problem)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onChange={() => setError(null)}
    >
      <Stack gap="lg" className="mr-card">
        <div className={classes.pair}>
          <NativeSelect
            label="Where does this person work?"
            value={home}
            onChange={(event) => {
              setHome(event.currentTarget.value)
              setViewer('')
            }}
            data={providers.map((provider) => ({ value: provider.agent, label: provider.name }))}
          />
          <NativeSelect
            label="Who may read?"
            value={viewer}
            onChange={(event) => setViewer(event.currentTarget.value)}
            data={[
              { value: '', label: staff.isPending ? 'Asking the provider …' : 'Choose a person' },
              ...(staff.data ?? []).map((each) => ({
                value: each.agent,
                label: each.role === '' ? each.name : `${each.name}, ${each.role}`,
              })),
            ]}
          />
        </div>
        {staff.isError ? (
          <Caution onRetry={() => void staff.refetch()}>
            {`${member?.name ?? 'This provider'} does not answer at the moment, so its staff cannot be shown.`}
          </Caution>
        ) : null}
        <NativeSelect
          label="Which of your records?"
          description="Those at this provider."
          value={place}
          onChange={(event) => setPlace(event.currentTarget.value)}
          data={relationships.map((each) => ({ value: each.id, label: each.provider.name }))}
        />
        <Checkbox.Group
          label="What may they read?"
          value={[...kinds]}
          size="md"
          onChange={(values) => setKinds(KINDS.filter((kind) => values.includes(kind)))}
        >
          <div className={classes.kinds}>
            {KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={kindLabel(kind)} />
            ))}
          </div>
        </Checkbox.Group>
        <div className={classes.pair}>
          <NativeSelect
            label="Until when?"
            value={period}
            onChange={(event) =>
              setPeriod(PERIODS.find(({ id }) => id === event.currentTarget.value)?.id ?? '30')
            }
            data={PERIODS.map(({ id, label }) => ({ value: id, label }))}
          />
          {period === 'day' ? (
            <TextInput
              type="date"
              label="Last day"
              value={lastDay}
              onChange={(event) => setLastDay(event.currentTarget.value)}
            />
          ) : null}
          <NativeSelect
            label="What for?"
            value={purpose}
            onChange={(event) =>
              setPurpose(PURPOSES.find((each) => each === event.currentTarget.value) ?? 'TREAT')
            }
            data={PURPOSES.map((each) => ({ value: each, label: capital(purposeLabel(each)) }))}
          />
        </div>
        <Problem error={error} />
        <Group>
          <Button type="submit">Continue</Button>
        </Group>
      </Stack>
    </form>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
