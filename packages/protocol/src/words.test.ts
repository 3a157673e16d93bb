import { describe, expect, it } from 'vitest'
import { entropyOf, newWords, parseWords, wordsOf } from './words.ts'

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'

describe('parseWords', () => {
  it('accepts upper case and extra spaces', () => {
    expect(parseWords(`  ${WORDS.toUpperCase().replaceAll(' ', '  \n')} `)).toBe(WORDS)
  })

  it.each([
    [
      'eleven words',
      WORDS.split(' ').slice(1).join(' '),
      { code: 'MEDREC_WORDS_COUNT', details: { count: 11 } },
    ],
    ['thirteen words', `${WORDS} year`, { code: 'MEDREC_WORDS_COUNT', details: { count: 13 } }],
    ['nothing', ' ', { code: 'MEDREC_WORDS_COUNT', details: { count: 0 } }],
    [
      'a word that is not in the list',
      WORDS.replace('wave', 'zzzz'),
      { code: 'MEDREC_WORDS_UNKNOWN', details: { positions: [5] } },
    ],
    [
      'a wrong checksum',
      WORDS.replace('yellow', 'year'),
      { code: 'MEDREC_WORDS_CHECKSUM', details: {} },
    ],
  ])('refuses %s, without repeating what was typed', (_, text, error) => {
    const attempt = () => parseWords(text)
    expect(attempt).toThrow(expect.objectContaining(error))
    expect(attempt).not.toThrow(/zzzz|winner/)
  })
})

describe('newWords', () => {
  it('makes twelve words that go to 16 bytes and back', () => {
    const words = newWords()
    expect(parseWords(words)).toBe(words)
    expect(entropyOf(words)).toHaveLength(16)
    expect(wordsOf(entropyOf(words))).toBe(words)
    expect(newWords()).not.toBe(words)
  })
})
