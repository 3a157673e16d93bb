import { Skeleton } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { Problem } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { useNetwork } from '../../session/network-context.ts'
import { createProfile } from '../../session/session-store.ts'
import { startKeysWorker } from '../../session/start-keys-worker.ts'
import { CheckStep } from './check-step.tsx'
import { NameStep } from './name-step.tsx'
import { PassphraseStep } from './passphrase-step.tsx'
import { useNextAddress } from './use-next-address.ts'
import { WordsStep } from './words-step.tsx'

const STEPS = ['Your name', 'Your 12 words', 'Check the words', 'Passphrase'] as const

/** A new profile: a name, twelve words that are written down and checked, a passphrase. */
export function CreatePage() {
  const [search] = useSearchParams()
  const role = search.get('role') === 'clinician' ? 'clinician' : 'patient'
  const network = useNetwork()
  const navigate = useNavigate()
  const nextAddress = useNextAddress()
  const [step, setStep] = useState(0)
  const [name, setName] = useState('')
  const words = useNewWords()
  const create = useMutation({
    mutationFn: (passphrase: string) =>
      createProfile(network, { name, role, words: words ?? '', passphrase }),
    onSuccess: () => void navigate(nextAddress(role)),
  })
  const forward = (): void => setStep(step + 1)
  const back = (): void => setStep(step - 1)

  return (
    <Page
      title={role === 'patient' ? 'Create a patient profile' : 'Create a clinician profile'}
      lead={`Step ${step + 1} of ${STEPS.length}: ${STEPS[step]}`}
    >
      {step === 0 ? <NameStep name={name} onName={setName} onDone={forward} /> : null}
      {words === undefined && step > 0 ? <Skeleton height={240} /> : null}
      {words !== undefined && step === 1 ? (
        <WordsStep words={words} onDone={forward} onBack={back} />
      ) : null}
      {words !== undefined && step === 2 ? (
        <CheckStep words={words} onDone={forward} onBack={back} />
      ) : null}
      {step === 3 ? (
        <>
          <PassphraseStep isBusy={create.isPending} onDone={create.mutate} />
          <Problem error={create.error} />
        </>
      ) : null}
    </Page>
  )
}

/** Made once, in a worker; they are on no disk before the passphrase is set. */
function useNewWords(): string | undefined {
  const [words, setWords] = useState<string>()
  useEffect(() => {
    const keys = startKeysWorker()
    keys.newWords().then(setWords, () => undefined)
    return () => keys.lock()
  }, [])
  return words
}
