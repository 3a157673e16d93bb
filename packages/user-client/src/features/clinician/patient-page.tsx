import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import type { Patient } from '@medplum/fhirtypes'
import { unixSecondsOf } from '@medrec/protocol'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { dateOfSeconds, momentOf } from '../../components/dates.ts'
import { kindListInSentence, purposeLabel } from '../../components/kind-labels.ts'
import { Caution, Remark, sentenceOf } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { RecordList } from '../../components/records/record-list.tsx'
import { summarise } from '../../components/records/summarise.ts'
import { isRefusal } from '../../session/clinician.ts'
import { useSession } from '../../session/session-context.ts'
import { readSharedRecords } from './read-shared-records.ts'
import { useReceived } from './use-clinician.ts'

/** One patient's records, exactly as granted, to read. */
export function PatientPage() {
  const { noteId } = useParams()
  const session = useSession()
  const { own, received } = useReceived()
  const me = own.data
  const found = received.data?.find(({ note }) => note.id === noteId)
  const grant = found?.opened.state === 'open' ? found.opened.grant : undefined
  const shared = useQuery({
    queryKey: ['shared', noteId, grant?.patient],
    enabled: me !== undefined && grant !== undefined,
    queryFn: async () => {
      if (me === undefined || found === undefined || grant === undefined) return undefined
      return readSharedRecords(session, me, { host: found.note.provider.host, grant })
    },
    staleTime: 0,
  })
  const resources = shared.data?.resources
  const rows = useMemo(
    () =>
      (resources ?? [])
        .map((resource) => ({
          ...summarise(resource),
          key: `${resource.resourceType} ${resource.id}`,
          source: found?.note.provider.name ?? '',
        }))
        .sort((a, b) => (b.date ?? '').localeCompare(a.date ?? '')),
    [resources, found?.note.provider.name],
  )
  const back = (
    <Group>
      <Button component={Link} to="/patients" variant="default">
        Back to patients
      </Button>
    </Group>
  )
  const problem = own.error ?? received.error
  if (problem !== null) {
    return (
      <Page title="Records of a patient">
        <Caution onRetry={() => void (own.isError ? own.refetch() : received.refetch())}>
          {sentenceOf(problem)}
        </Caution>
        {back}
      </Page>
    )
  }
  if (found === undefined && received.data === undefined) {
    return (
      <Page title="Records of a patient" lead="Opening …">
        <Skeleton height={207} />
      </Page>
    )
  }
  const isRefused =
    found === undefined || found.opened.state === 'refused' || isRefusal(shared.error)
  if (isRefused && grant !== undefined && grant.notBefore > unixSecondsOf(new Date())) {
    return (
      <Page title="Not shared yet">
        <Caution>
          {`You may read these records from ${momentOf(dateOfSeconds(grant.notBefore))} on.`}
        </Caution>
        {back}
      </Page>
    )
  }
  if (isRefused) {
    return (
      <Page title="Not shared any more">
        <Caution>
          You cannot read these records now. The patient stopped sharing them, or the time is over.
          If you still need them, ask the patient.
        </Caution>
        {back}
      </Page>
    )
  }

  const patient = resources?.find(
    (resource): resource is Patient => resource.resourceType === 'Patient',
  )
  const at = found.note.provider.name
  return (
    <Page
      title={nameOf(patient) ?? `Patient at ${at}`}
      lead={
        grant === undefined
          ? undefined
          : `You may read ${kindListInSentence(grant.readKinds)} from ${at} until ${momentOf(dateOfSeconds(grant.notAfter))} for ${grant.purposes.map(purposeLabel).join(' and ')}.`
      }
      action={
        <Button variant="default" onClick={() => void shared.refetch()} loading={shared.isFetching}>
          Refresh
        </Button>
      }
    >
      <Remark>
        Limited to what the patient shares. What is not here may still exist. This reading is
        written into the patient’s access log.
      </Remark>
      {found.opened.state === 'away' || (shared.isError && !isRefused) ? (
        <Caution onRetry={() => void received.refetch()}>
          {`${at} does not answer at the moment, so its records are missing here.`}
        </Caution>
      ) : null}
      {shared.isPending && grant !== undefined ? (
        <Stack gap={1} aria-busy="true">
          <Skeleton height={69} />
          <Skeleton height={69} />
          <Skeleton height={69} />
        </Stack>
      ) : null}
      {shared.isSuccess && rows.length === 0 ? (
        <Text c="dimmed">Nothing of these kinds is there.</Text>
      ) : null}
      {rows.length > 0 ? <RecordList label="Records" records={rows} /> : null}
      {back}
    </Page>
  )
}

function nameOf(patient: Patient | undefined): string | undefined {
  return patient?.name === undefined ? undefined : summarise(patient).title
}
