import { describe, expect, it } from 'vitest'
import { sensitivitiesOfWords } from './sensitive-words.ts'

describe('sensitivitiesOfWords', () => {
  it.each([
    ['Victim of intimate partner abuse', ['SDV']],
    ['Screening for domestic abuse', ['SDV']],
    ['HIV antigen test', ['HIV']],
    ['Chlamydia antigen test', ['STD']],
    ['Drug overdose', ['SUD']],
    ['Misuses drugs', ['SUD']],
    ['Assessment of anxiety', ['MH']],
    ['Stress', ['MH']],
    ['Induced termination of pregnancy', ['SEX']],
    ['levonorgestrel 0.000833 MG/HR Intrauterine System [Mirena]', ['SEX']],
    ['Detection of chromosomal aneuploidy in prenatal amniotic fluid', ['GDIS']],
  ])('hears %s', (text, expected) => {
    expect(sensitivitiesOfWords([null, text, undefined])).toEqual(expected)
  })

  it.each([
    'Abuse-Deterrent 12 HR oxycodone hydrochloride 10 MG Extended Release Oral Tablet',
    'Cardiovascular stress testing',
    'Supplemental oxygen',
    'Alcohol-free diet',
    'Archive copy',
    'Essential hypertension',
    'Acute respiratory distress syndrome',
  ])('does not mishear %s', (text) => {
    expect(sensitivitiesOfWords([text])).toEqual([])
  })
})
