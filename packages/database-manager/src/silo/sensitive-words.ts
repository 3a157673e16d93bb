import type { Sensitivity } from '@medrec/protocol'

/**
 * Names the sensitivities that the wording of a code suggests. A mapping's own rule, on top of the
 * exact codes: it catches the neighbours of a listed code, and errs on the side of hiding.
 *
 * @param texts names of concepts and labels of the source; null and undefined count as empty
 */
export function sensitivitiesOfWords(
  texts: readonly (string | null | undefined)[],
): readonly Sensitivity[] {
  const words = texts.filter((text) => text).join('\n')
  return RULES.filter(([, pattern]) => pattern.test(words)).map(([sensitivity]) => sensitivity)
}

const RULES: readonly (readonly [Sensitivity, RegExp])[] = [
  [
    'SDV',
    /intimate partner|domestic (abuse|violence)|abuse status|\bvictim of|\b(sexual|physical|emotional|child|elder) abuse|afraid of your partner|\bHARK\b|humiliation|\brape|\bassault|reports of violence|physically and emotionally safe/i,
  ],
  ['HIV', /\bHIV\b|human immunodeficiency virus|acquired immun/i],
  [
    'STD',
    /gonorrh|syphil|chlamydia|sexually transmitted|venereal|genital herpes|trichomon|condylom/i,
  ],
  [
    'SUD',
    /substance (use|abuse|misuse|dependence)|drugs? (of )?(abuse|addiction|overdose|rehabilitation|detox|dependence)|misuses drugs|opioid (abuse|use disorder|dependence)|alcoholism|alcohol (use|abuse|dependence|drinking|consumption)|alcohol.*detox|\bAUDIT-C\b|\bDAST\b|\bDAST-10\b|Car, Relax, Alone|\bCRAFFT\b|cocaine|heroin|buprenorphine|methadone|naltrexone/i,
  ],
  [
    'MH',
    /\bdepressi(on|ve)\b|anxiety|\bpsych(i|o(ther|log|sis|tic|soc))|\bmental\b|suicid|bipolar|schizo|post-?traumatic stress|attention.deficit|\bPHQ-|Patient Health Questionnaire|\bGAD-7\b|cognitive and behavio|behavioral (health|therapy)|^stress( level)?$/im,
  ],
  [
    'SEX',
    /contracept|terminations? of pregnancy|pregnancy termination|abortion|miscarriage|blighted ovum|ectopic pregnancy|tubal pregnancy|sexual (orientation|activity)|gender identity|vasectomy|tubal ligation|intrauterine (device|system)|sterili[sz]ation|ethinyl estradiol|levonorgestrel|norethindrone|etonogestrel|medroxyprogesterone/i,
  ],
  ['GDIS', /\bgenetic|chromosom|\bBRCA|\bfamilial\b/i],
]
