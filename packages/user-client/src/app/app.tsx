import { Button, Container, Group, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { BrowserRouter, Route, Routes } from 'react-router'
import { Page } from '../components/page.tsx'
import { sentenceOf } from '../components/notice.tsx'
import { NetworkContext } from '../session/network-context.ts'
import { loadNetwork } from '../session/network.ts'
import { Failure } from './failure.tsx'
import { Profile } from './profile.tsx'
import { Shell } from './shell.tsx'

const HomePage = lazy(() => import('../features/home/home-page.tsx'))
const CreatePage = lazy(() => import('../features/onboarding/create-page.tsx'))
const RecoverPage = lazy(() => import('../features/onboarding/recover-page.tsx'))
const UnlockPage = lazy(() => import('../features/unlock/unlock-page.tsx'))
const LinkPage = lazy(() => import('../features/link/link-page.tsx'))
const TimelinePage = lazy(() => import('../features/timeline/timeline-page.tsx'))
const SharingPage = lazy(() => import('../features/sharing/sharing-page.tsx'))
const NewGrantPage = lazy(() => import('../features/sharing/new-grant-page.tsx'))
const AccessLogPage = lazy(() => import('../features/access-log/access-log-page.tsx'))
const PatientsPage = lazy(() => import('../features/clinician/patients-page.tsx'))
const PatientPage = lazy(() => import('../features/clinician/patient-page.tsx'))

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
                <Route element={<Profile role="patient" />}>
                  <Route path="timeline" element={<TimelinePage />} />
                  <Route path="link" element={<LinkPage />} />
                  <Route path="sharing" element={<SharingPage />} />
                  <Route path="sharing/new" element={<NewGrantPage />} />
                  <Route path="access-log" element={<AccessLogPage />} />
                </Route>
                <Route element={<Profile role="clinician" />}>
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
