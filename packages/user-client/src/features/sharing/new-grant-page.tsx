import { Button, Group, Skeleton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { Caution, Problem, sentenceOf } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { giveGrant, type NewGrant } from '../../session/grants.ts'
import { useSession } from '../../session/session-context.ts'
import { useRelationships } from '../../session/use-relationships.ts'
import { ConfirmGrant } from './confirm-grant.tsx'
import { GrantForm } from './grant-form.tsx'

/** A new grant in two steps: the choices, then the one sentence that is signed. */
export function NewGrantPage() {
  const session = useSession()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const relationships = useRelationships()
  const [grant, setGrant] = useState<NewGrant>()
  const [isConfirming, setIsConfirming] = useState(false)
  const give = useMutation({
    mutationFn: (given: NewGrant) => giveGrant(session, given),
    onSuccess: async (isConfirmed, given) => {
      await queries.invalidateQueries({ queryKey: ['grants', given.relationship.id] })
      const said = isConfirmed
        ? `${given.viewer.name} may read now.`
        : `Signed. ${given.viewer.name} may read as soon as the change is confirmed.`
      void navigate('/sharing', { state: { given: said } })
    },
  })
  const list = relationships.data?.list.filter((each) => !each.isEnded) ?? []

  return (
    <Page
      title="Share with somebody"
      lead={
        isConfirming
          ? 'Step 2 of 2: read it once more, then sign.'
          : 'Step 1 of 2: who, what, until when.'
      }
    >
      {relationships.isPending ? <Skeleton height={320} /> : null}
      {relationships.isError && relationships.data === undefined ? (
        <Caution onRetry={() => void relationships.refetch()}>
          {sentenceOf(relationships.error)}
        </Caution>
      ) : null}
      {relationships.isSuccess && list.length === 0 ? (
        <Group>
          <Button component={Link} to="/link">
            Add a provider first
          </Button>
        </Group>
      ) : null}
      {list.length > 0 ? (
        <div hidden={isConfirming}>
          <GrantForm
            relationships={list}
            onDone={(next) => {
              setGrant(next)
              setIsConfirming(true)
            }}
          />
        </div>
      ) : null}
      {isConfirming && grant !== undefined ? (
        <>
          <ConfirmGrant
            grant={grant}
            isBusy={give.isPending}
            onSign={() => give.mutate(grant)}
            onBack={() => setIsConfirming(false)}
          />
          <Problem error={give.error} />
        </>
      ) : null}
    </Page>
  )
}
