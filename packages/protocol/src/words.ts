import { entropyToMnemonic, generateMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { MedRecError } from './med-rec-error.ts'

const WORD_COUNT = 12

/**
 * Makes twelve new words from the platform's secure randomness: 128 bits and a checksum.
 *
 * @see https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki
 */
export function newWords(): string {
  return generateMnemonic(wordlist, 128)
}

/**
 * Reads twelve words as a person types them: any case, any white space between and around.
 *
 * @returns the words in lower case, one space between
 * @throws {WordsCountError} MEDREC_WORDS_COUNT if there are not twelve
 * @throws {WordsUnknownError} MEDREC_WORDS_UNKNOWN if one is not in the list
 * @throws {WordsChecksumError} MEDREC_WORDS_CHECKSUM if all are, but do not belong together
 */
export function parseWords(text: string): string {
  const words = text.normalize('NFKD').toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length !== WORD_COUNT) throw new WordsCountError(words.length)
  const positions = words.flatMap((word, index) => (wordlist.includes(word) ? [] : [index + 1]))
  if (positions.length > 0) throw new WordsUnknownError(positions)
  const normalised = words.join(' ')
  try {
    mnemonicToEntropy(normalised, wordlist)
  } catch {
    // The library's message may quote what was typed: it goes no further.
    throw new WordsChecksumError()
  }
  return normalised
}

/** The 16 bytes behind twelve words, as {@link parseWords} returns them. */
export function entropyOf(words: string): Uint8Array {
  return mnemonicToEntropy(words, wordlist)
}

/** The twelve words of 16 bytes of entropy. */
export function wordsOf(entropy: Uint8Array): string {
  return entropyToMnemonic(entropy, wordlist)
}

export class WordsCountError extends MedRecError<'MEDREC_WORDS_COUNT', { readonly count: number }> {
  override name = 'WordsCountError'
  constructor(count: number) {
    super(
      'MEDREC_WORDS_COUNT',
      `These are ${count} words; your key has ${WORD_COUNT}. Check that none is missing or written twice.`,
      { details: { count } },
    )
  }
}

export class WordsUnknownError extends MedRecError<
  'MEDREC_WORDS_UNKNOWN',
  { readonly positions: readonly number[] }
> {
  override name = 'WordsUnknownError'
  constructor(positions: readonly number[]) {
    super(
      'MEDREC_WORDS_UNKNOWN',
      `Word ${positions.join(', ')} is not in the list of words. Check its spelling.`,
      { details: { positions } },
    )
  }
}

export class WordsChecksumError extends MedRecError<
  'MEDREC_WORDS_CHECKSUM',
  Readonly<Record<string, never>>
> {
  override name = 'WordsChecksumError'
  constructor() {
    super(
      'MEDREC_WORDS_CHECKSUM',
      'These words do not belong together. One may be wrong, or two may be swapped: compare them with what you wrote down.',
      { details: {} },
    )
  }
}
