import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Problem } from '../../components/notice.tsx'
import { revokeGrant } from '../../session/grants.ts'
import type { Grant } from '../../session/list-grants.ts'
import { useSession } from '../../session/session-context.ts'

/** The confirming step of a revocation, with what it cannot do. */
export function StopDialog(props: {
  readonly grant: Grant | undefined
  readonly onClose: () => void
}) {
  const { grant, onClose } = props
  const session = useSession()
  const queries = useQueryClient()
  const stop = useMutation({
    mutationFn: (stopped: Grant) => revokeGrant(session, stopped),
    onSuccess: async ({ isStopped }, stopped) => {
      const { name } = stopped.relationship.provider
      notifications.show({
        title: 'Sharing stopped',
        message: isStopped
          ? `${name} refuses from now on.`
          : `${name} does not answer at the moment. It will refuse as soon as it is back; nothing is read there meanwhile.`,
        autoClose: 8000,
        closeButtonProps: { 'aria-label': 'Close' },
      })
      onClose()
      await queries.invalidateQueries({ queryKey: ['grants', stopped.relationship.id] })
    },
  })
  const close = (): void => {
    stop.reset()
    onClose()
  }
  const name = grant?.viewer?.name ?? 'this person'
  return (
    <Modal
      opened={grant !== undefined}
      onClose={close}
      title={`Stop sharing with ${name}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        <Text>
          From now on {name} cannot read your records at {grant?.relationship.provider.name}.
        </Text>
        <Text>
          This does not take back what was already read. The access log shows what that was.
        </Text>
        <Problem error={stop.error} />
        <Group>
          <Button
            color="danger"
            loading={stop.isPending}
            onClick={() => {
              if (grant !== undefined) stop.mutate(grant)
            }}
          >
            Stop sharing
          </Button>
          <Button variant="default" onClick={close} data-autofocus>
            Keep sharing
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
