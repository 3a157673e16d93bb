import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import rows from '../../../vectors/permission-decisions.json' with { type: 'json' }
import { DENIAL_REASONS, type Decision, decide, isGrantInForce, readableKinds } from './decide.ts'
import { KINDS, kindMask } from './kinds.ts'
import { PURPOSES, purposeMask } from './purposes.ts'
import { SENSITIVITIES } from './sensitivities.ts'
import { hash32Schema } from './wire-values.ts'

const grantSchema = z
  .strictObject({
    readKinds: z.array(z.enum(KINDS)),
    writeKinds: z.array(z.enum(KINDS)),
    notBefore: z.number(),
    notAfter: z.number(),
    purposes: z.array(z.enum(PURPOSES)),
    version: z.number(),
    finerTerms: hash32Schema,
  })
  .transform((grant) => ({
    ...grant,
    readKinds: kindMask(grant.readKinds),
    writeKinds: kindMask(grant.writeKinds),
    purposes: purposeMask(grant.purposes),
  }))

const rowSchema = z.strictObject({
  name: z.string(),
  request: z.strictObject({
    action: z.enum(['read', 'write']),
    kind: z.enum(KINDS),
    sensitivities: z.array(z.enum(SENSITIVITIES)),
    purpose: z.enum(PURPOSES),
  }),
  standing: z.strictObject({
    who: z.enum(['patient', 'viewer', 'stranger']),
    isRelationshipEnded: z.boolean(),
    grant: grantSchema.optional(),
    namedSensitivities: z.array(z.enum(SENSITIVITIES)),
    vouchedUntil: z.number(),
  }),
  clock: z.strictObject({ server: z.number(), chain: z.number() }),
  allow: z.boolean(),
  reason: z.enum(DENIAL_REASONS).optional(),
})

const table = z.array(rowSchema).min(40).parse(rows)

describe('decide', () => {
  it.each(table)('$name', ({ request, standing, clock, allow, reason }) => {
    const expected: unknown = allow ? { allow } : { allow, reason }
    expect(decide(request, standing, clock)).toEqual(expected)
  })

  it('meets every reason to deny in the table', () => {
    const met = new Set(table.flatMap((row) => row.reason ?? []))
    expect([...met].sort()).toEqual([...DENIAL_REASONS].sort())
  })

  it('refuses when a clock is not a number', () => {
    const row = table.find(({ standing, allow }) => standing.who === 'viewer' && allow)
    if (row === undefined) throw new Error('The table has a viewer who may read.')
    const refused: Decision = { allow: false, reason: 'not-yet' }
    expect(decide(row.request, row.standing, { server: Number.NaN, chain: 1 })).toEqual(refused)
  })
})

describe('readableKinds', () => {
  it('lists what decide allows, and nothing without a grant in force', () => {
    for (const { request, standing, clock } of table) {
      const kinds = readableKinds(standing, request.purpose, clock)
      if (standing.who === 'viewer' && !isGrantInForce(standing, request.purpose, clock).allow) {
        expect(kinds).toEqual([])
      }
      for (const kind of KINDS) {
        const asked = { action: 'read', kind, sensitivities: [], purpose: request.purpose } as const
        expect(kinds.includes(kind)).toBe(decide(asked, standing, clock).allow)
      }
    }
  })
})
