import { type Address, getAddress, type Hex, isAddress } from 'viem'
import { z } from 'zod'

/** Values that many messages carry, as they are parsed at every border. */

/** An address in any case, returned with its checksum. */
export const addressSchema = z
  .string()
  .refine((text) => isAddress(text, { strict: false }), 'An address has 40 hexadecimal digits.')
  .transform((text): Address => getAddress(text))

/** 32 bytes as lower-case hexadecimal text with 0x. */
export const hash32Schema = hexSchema(32)

/** An ECDSA signature over secp256k1: r, s, v. */
export const signatureSchema = hexSchema(65)

export const unixSecondsSchema = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 40 - 1)

/** An unsigned integer of up to 64 bits, as decimal text: JSON numbers are too short for it. */
export const uint64Schema = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/, 'A whole number in decimal digits.')
  .transform((text) => BigInt(text))
  .refine((value) => value < 1n << 64n, 'At most 64 bits.')

/** Exactly `bytes` bytes as hexadecimal text with 0x, returned in lower case. */
export function hexSchema(bytes: number) {
  return z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`), `${bytes} bytes as hexadecimal text.`)
    .transform((text) => text.toLowerCase() as Hex)
}
