import { Button, Group, Stack, TextInput } from '@mantine/core'

/** Asks how the person wants to be called in this browser. */
export function NameStep(props: {
  readonly name: string
  readonly onName: (name: string) => void
  readonly onDone: () => void
}) {
  const { name, onName, onDone } = props
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') onDone()
      }}
    >
      <Stack gap="md" className="mr-card">
        <TextInput
          label="Your name"
          description="It is shown at the top of each page, and stays in this browser."
          value={name}
          onChange={(event) => onName(event.currentTarget.value)}
          autoComplete="name"
          maxLength={80}
          required
          withAsterisk={false}
          autoFocus
        />
        <Group>
          <Button type="submit" disabled={name.trim() === ''}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
