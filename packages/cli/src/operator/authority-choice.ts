import { isIP } from 'node:net'
import { InvalidOptionError } from '../invalid-option-error.ts'

/** What an operator says of one authority on the command line. */
export type AuthorityChoice = {
  readonly name: string
  /** Name of its folder. */
  readonly slug: string
  /** Host and port of its Database Manager. */
  readonly host: string
  /** Where peers reach its node; undefined = this machine, any free port. */
  readonly listen: { readonly address: string; readonly port: number } | undefined
}

const FORM = '"<name>=<host>[:<port>][,p2p=<IP address>:<port>]"'

/**
 * Reads `name=host[:port][,p2p=address:port]`. Peers need the IP address of a node: only a host on
 * this machine can do without.
 *
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID
 */
export function parseAuthority(text: string): AuthorityChoice {
  const [, name = '', host = '', p2p] = /^([^=]+)=([^,]+)(?:,p2p=(.+))?$/.exec(text.trim()) ?? []
  if (!/^[a-z0-9.-]+(:[0-9]{1,5})?$/.test(host) || name.trim() === '') {
    throw new InvalidOptionError(
      `"${text}" names no authority. Write ${FORM}, the host in lower case.`,
    )
  }
  const isHere = /^localhost(:|$)/.test(host)
  if (p2p === undefined && !isHere) {
    throw new InvalidOptionError(
      `"${text}" does not say where the other nodes reach this one. Add its IP address: ${text},p2p=192.0.2.7:30303`,
    )
  }
  return {
    name: name.trim(),
    slug: slugOf(name),
    host,
    listen: p2p === undefined ? undefined : parseListen(p2p),
  }
}

/**
 * Reads `address:port`, where the address is an IP.
 *
 * @throws {InvalidOptionError} MEDREC_OPTION_INVALID
 */
export function parseListen(text: string): { readonly address: string; readonly port: number } {
  const [, bracketed, plain, port = ''] = /^(?:\[(.+)\]|([^:]+)):([0-9]{1,5})$/.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  if (isIP(address) === 0 || Number(port) < 1 || Number(port) > 65_535) {
    throw new InvalidOptionError(
      `"${text}" is no place for a node. Write <IP address>:<port>, such as 192.0.2.7:30303.`,
    )
  }
  return { address, port: Number(port) }
}

/**
 * The networks that peers may be in, if nobody named them: this machine, while every node is on it;
 * otherwise any, since only known nodes are spoken with.
 */
export function defaultPeerNetworks(addresses: readonly string[]): string {
  const isOneMachine = addresses.every((address) => /^127\.|^::1$/.test(address))
  return isOneMachine ? '127.0.0.0/8' : '0.0.0.0/0,::/0'
}

/** @throws {InvalidOptionError} MEDREC_OPTION_INVALID if nothing of the name can name a folder */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  if (slug === '') {
    throw new InvalidOptionError(`"${name}" has no letter from a to z to name its folder by.`)
  }
  return slug
}
