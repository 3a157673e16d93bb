import type { Member, Network } from '@medrec/ethereum-client'
import { enodeSchema, type NodeControl } from '@medrec/ethereum-client/node'
import { addressSchema, hash32Schema, MedRecError, signatureSchema } from '@medrec/protocol'
import { type Address, type Hex, type PrivateKeyAccount, toHex, verifyMessage } from 'viem'
import { z } from 'zod'

const contentShape = {
  form: z.literal(1),
  network: z.strictObject({ chainId: z.int().positive(), registry: addressSchema }),
  /** What the registry is to list; the Agent is made from `owner`. */
  record: z.strictObject({
    account: addressSchema,
    sealer: addressSchema,
    hpkeKey: hash32Schema,
    logKey: hash32Schema,
    name: z.string().min(1).max(100),
    host: z.string().min(1).max(260),
  }),
  owner: addressSchema,
  enode: enodeSchema,
  /** The newest block of the newcomer's node when it signed: it follows the chain. */
  followed: z.strictObject({ number: z.int().nonnegative(), hash: hash32Schema }),
}

/** A provider's request to be admitted, which it hands to members: the file `join-request.json`. */
export const joinRequestSchema = z.strictObject({
  ...contentShape,
  signatures: z.strictObject({ owner: signatureSchema, sealer: signatureSchema }),
})
export type JoinRequest = z.output<typeof joinRequestSchema>

const contentSchema = z.strictObject(contentShape)
type JoinContent = z.output<typeof contentSchema>

/**
 * Signs a request with the key of the future Agent and with the sealing key, which its own node
 * keeps: it can sign, and so it can seal.
 */
export async function signJoinRequest(
  content: JoinContent,
  keys: { readonly owner: PrivateKeyAccount; readonly control: NodeControl },
): Promise<JoinRequest> {
  const message = textOf(content)
  const bySealer = await keys.control('eth_sign', [content.record.sealer, toHex(message)])
  return joinRequestSchema.parse({
    ...content,
    signatures: { owner: await keys.owner.signMessage({ message }), sealer: bySealer },
  })
}

/** A newcomer may be carried to the members by hand; its node was there a day ago at most. */
const FOLLOWED_WITHIN_SECONDS = 86_400

/**
 * Checks a request against the network of the member that is to propose it or to vote on it.
 *
 * @param nowSeconds Unix seconds
 * @throws {JoinRequestError} MEDREC_JOIN_REQUEST_REFUSED naming the first thing that is wrong
 */
export async function checkJoinRequest(
  request: JoinRequest,
  network: Network,
  nowSeconds: number,
): Promise<void> {
  const { signatures, ...content } = request
  const isHere =
    content.network.chainId === network.chainId && content.network.registry === network.registry
  if (!isHere) throw new JoinRequestError('it is for another network')
  const message = textOf(content)
  const isSignedBy = (address: Address, signature: Hex) =>
    verifyMessage({ address, message, signature }).catch(() => false)
  if (!(await isSignedBy(content.owner, signatures.owner))) {
    throw new JoinRequestError('the key of its Agent did not sign it')
  }
  if (!(await isSignedBy(content.record.sealer, signatures.sealer))) {
    throw new JoinRequestError('its sealing key did not sign it')
  }
  const { number, hash } = content.followed
  const block = await network.client
    .getBlock({ blockNumber: BigInt(number) })
    .catch(() => undefined)
  if (block?.hash !== hash) {
    throw new JoinRequestError('its node followed another chain than this one')
  }
  if (nowSeconds - Number(block.timestamp) > FOLLOWED_WITHIN_SECONDS) {
    throw new JoinRequestError('its node was last seen following more than a day ago')
  }
}

/** Whether a record that is proposed is the one of the request. */
export function isRecordOf(request: JoinRequest, member: Member): boolean {
  const { account, sealer, hpkeKey, logKey, name, host } = member
  const record = request.record
  return (
    record.account === account &&
    record.sealer === sealer &&
    record.hpkeKey === hpkeKey &&
    record.logKey === logKey &&
    record.name === name &&
    record.host === host
  )
}

/** The schema gives the fields one order. */
function textOf(content: JoinContent): string {
  return `MedRec: this provider asks to be admitted.\n${JSON.stringify(contentSchema.parse(content))}`
}

export class JoinRequestError extends MedRecError<
  'MEDREC_JOIN_REQUEST_REFUSED',
  { readonly reason: string }
> {
  override name = 'JoinRequestError'
  constructor(reason: string) {
    super(
      'MEDREC_JOIN_REQUEST_REFUSED',
      `This request to join cannot be used: ${reason}. Have the newcomer run \`medrec node join\` again with an invitation to this network, and send the new file.`,
      { details: { reason } },
    )
  }
}
