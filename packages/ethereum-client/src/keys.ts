import type { Hex } from 'viem'

/** One spelling of an address or an id, for use as a key; cheaper than the checksum. */
export function keyOf(hex: Hex): string {
  return hex.toLowerCase()
}
