import { describe, expect, it } from 'vitest'
import { newProfile, profileChannelName, profileDatabaseName } from './profiles.ts'

describe('two profiles of one browser', () => {
  it('share neither a database nor a channel, even under one name', () => {
    const one = newProfile('Ada', 'patient')
    const other = newProfile('Ada', 'patient')
    expect(profileDatabaseName(one.id)).not.toBe(profileDatabaseName(other.id))
    expect(profileChannelName(one.id)).not.toBe(profileChannelName(other.id))
  })

  it('are told apart by an id that says nothing of the person', () => {
    const profile = newProfile('  Ada Lovelace ', 'clinician')
    expect(profile.name).toBe('Ada Lovelace')
    expect(profileDatabaseName(profile.id)).toMatch(/^medrec-[0-9a-f-]{36}$/)
  })
})
