import { directoryEntrySchema, recoverDirectoryEntrySigner, toWireJson } from '@medrec/protocol'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import { Directory } from './directory.ts'
import type { StaffMember } from './staff.ts'

const owner = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const self = '0x00000000000000000000000000000000000000AA'
const network = { chainId: 7, registry: '0x00000000000000000000000000000000000000bb' } as const
const bee: StaffMember = {
  agent: '0x00000000000000000000000000000000000000Be',
  owner: '0x00000000000000000000000000000000000000CE',
  hpkeKey: `${'B'.repeat(42)}A`,
  name: 'Dr Bee',
  role: 'GP',
}

function directoryOf(staff: readonly StaffMember[]): Directory {
  return new Directory({ network, self, owner, providerName: 'Clinic', staff: async () => staff })
}

describe('Directory', () => {
  it('signs entries that both ends read the same, for a day', async () => {
    const [entry] = await directoryOf([bee]).entries(7300)
    const read = directoryEntrySchema.parse(JSON.parse(toWireJson(entry)))
    expect(await recoverDirectoryEntrySigner(network, read)).toBe(owner.address)
    expect(read).toMatchObject({ provider: self, issuedAt: 7200, expiresAt: 7200 + 86_400 })
    expect(read.practitioner.name?.[0]?.text).toBe('Dr Bee')
    expect(read.practitionerRole.code?.[0]?.text).toBe('GP')
  })

  it('signs anew each hour, and at once when something changes', async () => {
    const staff = [bee]
    const directory = directoryOf(staff)
    const [first] = await directory.entries(7200)
    expect((await directory.entries(7300))[0]).toBe(first)
    expect((await directory.entries(10_800))[0]?.issuedAt).toBe(10_800)
    staff[0] = { ...bee, role: 'Surgeon' }
    const [changed] = await directory.entries(10_801)
    expect(changed?.practitionerRole.code?.[0]?.text).toBe('Surgeon')
  })
})
