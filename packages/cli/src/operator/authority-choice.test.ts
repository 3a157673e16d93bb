import { describe, expect, it } from 'vitest'
import { defaultPeerNetworks, parseAuthority, parseListen, slugOf } from './authority-choice.ts'

describe('parseAuthority', () => {
  it('reads name, host and where peers reach the node', () => {
    expect(parseAuthority('Sankt Jürgen=records.example:8443,p2p=192.0.2.7:30303')).toEqual({
      name: 'Sankt Jürgen',
      slug: 'sankt-jurgen',
      host: 'records.example:8443',
      listen: { address: '192.0.2.7', port: 30_303 },
    })
  })

  it('lets a host on this machine do without a place', () => {
    expect(parseAuthority('One=localhost:8481').listen).toBeUndefined()
  })

  it.each(['One', '=a.example', 'One=A.example', 'One=a.example', 'One=localhost,p2p=b.example:1'])(
    'refuses %s',
    (text) => {
      expect(() => parseAuthority(text)).toThrow(
        expect.objectContaining({ code: 'MEDREC_OPTION_INVALID' }),
      )
    },
  )
})

describe('parseListen', () => {
  it('reads both sorts of IP address', () => {
    expect(parseListen('[2001:db8::1]:30303')).toEqual({ address: '2001:db8::1', port: 30_303 })
    expect(() => parseListen('192.0.2.7:0')).toThrow('is no place for a node')
    expect(() => parseListen('192.0.2.7:65536')).toThrow('is no place for a node')
  })
})

describe('slugOf', () => {
  it('never leaves the folder it is put in', () => {
    expect(slugOf('../../etc')).toBe('etc')
    expect(() => slugOf('../..')).toThrow('no letter')
  })
})

describe('defaultPeerNetworks', () => {
  it('stays on this machine while every node does', () => {
    expect(defaultPeerNetworks(['127.0.0.1', '::1'])).toBe('127.0.0.0/8')
    expect(defaultPeerNetworks(['127.0.0.1', '192.0.2.7'])).toBe('0.0.0.0/0,::/0')
  })
})
