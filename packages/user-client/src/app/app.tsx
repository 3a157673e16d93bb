import { Button, Container, Group, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { sentenceOf } from '../components/notice.tsx'
import { Page } from '../components/page.tsx'
import { loadNetwork } from '../session/network.ts'
import { NetworkContext } from '../session/network-context.ts'
import { Failure } from './failure.tsx'
import { Profile } from './profile.tsx'
import { Shell } from './shell.tsx'

const HomePage = lazy(async () => ({
  default: (await import('../features/home/home-page.tsx')).HomePage,
}))
const CreatePage = lazy(async () => ({
  default: (await import('../features/onboarding/create-page.tsx')).CreatePage,
}))
const RecoverPage = lazy(async () => ({
  default: (await import('../features/onboarding/recover-page.tsx')).RecoverPage,
}))
const UnlockPage = lazy(async () => ({
  default: (await import('../features/unlock/unlock-page.tsx')).UnlockPage,
}))
const LinkPage = lazy(async () => ({
  default: (await import('../features/link/link-page.tsx')).LinkPage,
}))
const TimelinePage = lazy(async () => ({
  default: (await import('../features/timeline/timeline-page.tsx')).TimelinePage,
}))
const SharingPage = lazy(async () => ({
  default: (await import('../features/sharing/sharing-page.tsx')).SharingPage,
}))
const NewGrantPage = lazy(async () => ({
  default: (await import('../features/sharing/new-grant-page.tsx')).NewGrantPage,
}))
const AccessLogPage = lazy(async () => ({
  default: (await import('../features/access-log/access-log-page.tsx')).AccessLogPage,
}))
const PatientsPage = lazy(async () => ({
  default: (await import('../features/clinician/patients-page.tsx')).PatientsPage,
}))
const PatientPage = lazy(async () => ({
  default: (await import('../features/clinician/patient-page.tsx')).PatientPage,
}))

/** The whole app: which network this is, then the pages. */
export function App() {
  const network = useQuery({
    queryKey: ['network'],
    queryFn: loadNetwork,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: (query) => (query.state.status === 'error' ? 3000 : false),
  })
  if (network.isError) {
    return (
      <Container py="xl">
        <Page title="MedRec cannot start" lead={sentenceOf(network.error)}>
          <Group>
            <Button onClick={() => void network.refetch()}>Try again</Button>
          </Group>
        </Page>
      </Container>
    )
  }
  if (network.data === undefined) return <Waiting />
  return (
    <NetworkContext value={network.data}>
      <BrowserRouter>
        <Shell>
          <Failure>
            <Suspense fallback={<Waiting />}>
              <Routes>
                <Route index element={<HomePage />} />
                <Route path="create" element={<CreatePage />} />
                <Route path="recover" element={<RecoverPage />} />
                <Route path="unlock/:profileId" element={<UnlockPage />} />
                <Route element={<Profile of="patient" />}>
                  <Route path="timeline" element={<TimelinePage />} />
                  <Route path="link" element={<LinkPage />} />
                  <Route path="sharing" element={<SharingPage />} />
                  <Route path="sharing/new" element={<NewGrantPage />} />
                  <Route path="access-log" element={<AccessLogPage />} />
                </Route>
                <Route element={<Profile of="clinician" />}>
                  <Route path="patients" element={<PatientsPage />} />
                  <Route path="patients/:noteId" element={<PatientPage />} />
                </Route>
                <Route path="*" element={<HomePage />} />
              </Routes>
            </Suspense>
          </Failure>
        </Shell>
      </BrowserRouter>
    </NetworkContext>
  )
}

function Waiting() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading">
      <Skeleton height={36} width="45%" />
      <Skeleton height={69} />
      <Skeleton height={69} />
    </Stack>
  )
}
