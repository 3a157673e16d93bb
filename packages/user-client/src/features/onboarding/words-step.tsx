import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import classes from './words-step.module.css'

/** Explains the twelve words, then shows them on demand. */
export function WordsStep(props: {
  readonly words: string
  readonly onDone: () => void
  readonly onBack: () => void
}) {
  const [isShown, setIsShown] = useState(false)
  return (
    <Stack gap="md" className="mr-card">
      <Text>
        These 12 words are the only key to your profile. Write them on paper, in order, and keep the
        paper where you keep important papers. Whoever has them can read your records; without them
        nobody can bring your profile back, not even us.
      </Text>
      {isShown ? (
        <ol className={classes.words} aria-label="Your 12 words">
          {props.words.split(' ').map((word, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a word may stand twice; its place is its name.
            <li key={index} className={classes.word}>
              <span className={classes.number} aria-hidden="true">
                {index + 1}
              </span>
              {word}
            </li>
          ))}
        </ol>
      ) : (
        <div className={classes.cover}>
          <Button variant="default" onClick={() => setIsShown(true)}>
            Show my 12 words
          </Button>
          <Text size="sm" c="dimmed">
            Make sure that nobody looks over your shoulder.
          </Text>
        </div>
      )}
      <Group>
        <Button disabled={!isShown} onClick={props.onDone}>
          I have written them down
        </Button>
        <Button variant="default" onClick={props.onBack}>
          Back
        </Button>
      </Group>
    </Stack>
  )
}
