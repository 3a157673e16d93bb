import { type KeyObject, sign } from 'node:crypto'
import type { Receipt } from '@medrec/protocol'

/** The response header that carries receipts, separated by commas when there are several. */
export const RECEIPT_HEADER = 'MedRec-Receipt'

const HEADER = encode({ alg: 'EdDSA', typ: 'medrec-receipt+jwt' })

/**
 * Signs a provider's promise that an entry stands in its log: a compact JWS (RFC 7515) with the
 * Ed25519 key whose public half is in the AgentRegistry.
 */
export function signReceipt(receipt: Receipt, logKey: KeyObject): string {
  const { origin, leaf, time } = receipt
  const input = `${HEADER}.${encode({ origin, leaf, time })}`
  return `${input}.${sign(null, Buffer.from(input), logKey).toString('base64url')}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
