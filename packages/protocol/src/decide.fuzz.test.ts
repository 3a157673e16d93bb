import fc from 'fast-check'
import { zeroHash } from 'viem'
import { describe, it } from 'vitest'
import { type AccessRequest, decide, type Standing } from './decide.ts'
import { KINDS, kindMask } from './kinds.ts'
import { PURPOSES, purposeMask } from './purposes.ts'
import { SENSITIVITIES } from './sensitivities.ts'

const seconds = fc.integer({ min: 0, max: 2 ** 40 - 1 })

const request: fc.Arbitrary<AccessRequest> = fc.record({
  action: fc.constantFrom('read', 'write'),
  kind: fc.constantFrom(...KINDS),
  sensitivities: fc.subarray([...SENSITIVITIES]),
  purpose: fc.constantFrom(...PURPOSES),
})

const viewer: fc.Arbitrary<Standing> = fc.record({
  who: fc.constant('viewer' as const),
  isRelationshipEnded: fc.boolean(),
  grant: fc.option(
    fc.record({
      readKinds: fc.subarray([...KINDS]).map(kindMask),
      writeKinds: fc.subarray([...KINDS]).map(kindMask),
      notBefore: seconds,
      notAfter: seconds,
      purposes: fc.subarray([...PURPOSES]).map(purposeMask),
      version: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      finerTerms: fc.constantFrom(zeroHash, `0x${'11'.repeat(32)}` as const),
    }),
    { nil: undefined },
  ),
  namedSensitivities: fc.subarray([...SENSITIVITIES]),
  vouchedUntil: seconds,
})

const masks = fc.bigInt({ min: 0n, max: (1n << 17n) - 1n })

const clock = fc.record({ server: seconds, chain: seconds })

describe('decide', () => {
  it('never allows a viewer outside the window, by either clock', () => {
    fc.assert(
      fc.property(request, viewer, clock, (asked, standing, now) => {
        if (!decide(asked, standing, now).allow) return
        const { grant } = standing
        fc.pre(grant !== undefined)
        for (const time of [now.server, now.chain]) {
          if (time < grant.notBefore || time >= grant.notAfter) throw new Error('outside')
        }
      }),
    )
  })

  it('allows no more with fewer kinds, a shorter window or fewer purposes', () => {
    fc.assert(
      fc.property(
        fc.tuple(request, viewer, clock),
        masks,
        seconds,
        ([asked, standing, now], mask, end) => {
          const { grant } = standing
          if (grant === undefined) return
          const narrower: Standing = {
            ...standing,
            grant: {
              ...grant,
              readKinds: grant.readKinds & mask,
              writeKinds: grant.writeKinds & mask,
              notAfter: Math.min(grant.notAfter, end),
            },
          }
          if (decide(asked, narrower, now).allow && !decide(asked, standing, now).allow) {
            throw new Error('A narrower grant allowed more.')
          }
        },
      ),
    )
  })

  it('never allows a stranger', () => {
    fc.assert(
      fc.property(request, viewer, clock, (asked, standing, now) => {
        return !decide(asked, { ...standing, who: 'stranger' }, now).allow
      }),
    )
  })
})
