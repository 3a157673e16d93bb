import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../session/session-context.ts'

/** What the front desk needs to add this person to the provider's staff. Nothing in it is secret. */
export function StaffCard() {
  const session = useSession()
  const card = useQuery({
    queryKey: ['staff-card'],
    queryFn: async () => ({
      owner: await session.keys.addressOf({ role: 'staff' }),
      hpkeKey: await session.keys.staffHpkeKey(),
    }),
  })
  return (
    <Stack gap="sm" className="mr-card">
      <Text fw={600}>No provider lists you among its staff yet</Text>
      <Text c="dimmed">
        Give these two codes to the front desk of your provider. As soon as they add you, this page
        goes on by itself.
      </Text>
      {card.data === undefined ? null : (
        <dl className="mr-figure">
          <dt>Signing code</dt>
          <dd>{card.data.owner}</dd>
          <dt>Letter box code</dt>
          <dd>{card.data.hpkeKey}</dd>
        </dl>
      )}
    </Stack>
  )
}
