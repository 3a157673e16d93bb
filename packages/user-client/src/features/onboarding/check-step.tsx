import { Button, Group, NativeSelect, SimpleGrid, Stack, Text, Textarea } from '@mantine/core'
import { useMemo, useState } from 'react'
import { Problem } from '../../components/notice.tsx'
import { useWordsCheck } from './use-words-check.ts'

const ASKED = 3

/** Three words by choosing, or all twelve by pasting: nobody has to type from memory. */
export function CheckStep(props: {
  readonly words: string
  readonly onDone: () => void
  readonly onBack: () => void
}) {
  const { words, onDone, onBack } = props
  const [isPasting, setIsPasting] = useState(false)
  return (
    <Stack gap="md" className="mr-card">
      {isPasting ? (
        <PasteAll words={words} onDone={onDone} />
      ) : (
        <ChooseThree words={words} onDone={onDone} />
      )}
      <Group>
        <Button variant="default" onClick={() => setIsPasting(!isPasting)}>
          {isPasting ? 'Choose three words instead' : 'Paste all 12 words instead'}
        </Button>
        <Button variant="default" onClick={onBack}>
          Show the words again
        </Button>
      </Group>
    </Stack>
  )
}

function ChooseThree({ words, onDone }: { readonly words: string; readonly onDone: () => void }) {
  const list = words.split(' ')
  const places = useMemo(() => randomPlaces(words.split(' ').length), [words])
  const options = [...new Set(list)].sort()
  const [chosen, setChosen] = useState<Readonly<Record<number, string>>>({})
  const [isWrong, setIsWrong] = useState(false)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (places.every((place) => chosen[place] === list[place])) onDone()
        else setIsWrong(true)
      }}
    >
      <Stack gap="md">
        <Text>Look at your paper and choose the words at these three places.</Text>
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          {places.map((place) => (
            <NativeSelect
              key={place}
              label={`Word ${place + 1}`}
              value={chosen[place] ?? ''}
              data={['', ...options]}
              onChange={(event) => {
                setIsWrong(false)
                setChosen({ ...chosen, [place]: event.currentTarget.value })
              }}
            />
          ))}
        </SimpleGrid>
        {isWrong ? (
          <Text c="var(--mr-danger)" role="alert">
            That is not what was shown. Compare with your paper, or show the words again.
          </Text>
        ) : null}
        <Group>
          <Button type="submit" disabled={places.some((place) => !chosen[place])}>
            Check
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function PasteAll({ words, onDone }: { readonly words: string; readonly onDone: () => void }) {
  const [text, setText] = useState('')
  const [isWrong, setIsWrong] = useState(false)
  const check = useWordsCheck((read) => {
    if (read === words) onDone()
    else setIsWrong(true)
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setIsWrong(false)
        check.mutate(text)
      }}
    >
      <Stack gap="md">
        <Textarea
          label="Your 12 words"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          autosize
          minRows={3}
        />
        <Problem error={check.error} />
        {isWrong ? (
          <Text c="var(--mr-danger)" role="alert">
            These are 12 words of another profile. Show the words again and compare.
          </Text>
        ) : null}
        <Group>
          <Button type="submit" disabled={text.trim() === ''} loading={check.isPending}>
            Check
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function randomPlaces(count: number): readonly number[] {
  const places = Array.from({ length: count }, (_, place) => place)
  return places
    .map((place) => ({ place, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, ASKED)
    .map(({ place }) => place)
    .sort((a, b) => a - b)
}
