import type { Network } from '@medrec/ethereum-client'
import {
  type ClaimResponse,
  claimOpeningResponseSchema,
  claimResponseSchema,
  type GrantMessage,
  inviteHash,
  type Keyring,
  KINDS_HASH,
  KINDS_VERSION,
  keyringOf,
  networkDomain,
  newWords,
  type OpenMessage,
  parseInvite,
  relationshipsDomain,
  toWireJson,
  typedOpen,
  typedPatientStatement,
} from '@medrec/protocol'
import type { Hex, PrivateKeyAccount } from 'viem'
import { PATIENT, type TestProvider } from './test-network.ts'
import { nowSeconds } from './test-session.ts'

export type TestPatient = {
  readonly account: PrivateKeyAccount
  readonly keyring: Keyring
  readonly claim: ClaimResponse
  readonly relationshipId: Hex
}

export async function makeInvite(provider: TestProvider): Promise<string> {
  const response = await postJson(
    `${provider.origin}/admin/invites`,
    { patientKey: PATIENT.patientKey, checkedBy: 'Desk', document: 'passport' },
    { authorization: `Bearer ${provider.adminToken}` },
  )
  const { link } = (await response.json()) as { link: string }
  return parseInvite(link).code
}

export async function claim(
  provider: TestProvider,
  code: string,
  fact: { readonly owner: Hex; readonly birthDate?: string },
): Promise<Response> {
  const { owner, birthDate = PATIENT.birthDate } = fact
  const body = { code, secondFact: { birthDate }, owner }
  return await postJson(`${provider.origin}/invites/claims`, body)
}

export async function openingBody(
  claimed: Pick<ClaimResponse, 'relationshipId' | 'agent' | 'delegate'>,
  account: PrivateKeyAccount,
  options: { readonly network: Network; readonly code: string; readonly grants?: GrantMessage[] },
) {
  const { network, code, grants = [] } = options
  const message: OpenMessage = {
    owner: account.address,
    agent: claimed.agent,
    delegate: claimed.delegate,
    sealedPointer: `0x${'ab'.repeat(64)}`,
    grants,
    kindsVersion: KINDS_VERSION,
    kindsHash: KINDS_HASH,
    deadline: nowSeconds() + 600,
  }
  const { chainId, relationships: contract } = network
  const domain = relationshipsDomain({ chainId, contract })
  const statement = {
    relationshipId: claimed.relationshipId,
    inviteHash: inviteHash(code),
    issuedAt: nowSeconds(),
  }
  return {
    message,
    patientSignature: await account.signTypedData(typedOpen(domain, message)),
    patientStatement: {
      ...statement,
      signature: await account.signTypedData(
        typedPatientStatement(networkDomain(network), statement),
      ),
    },
  }
}

/** Links a fresh person as the clinic's patient, by an invite, end to end. */
export async function linkPatient(
  provider: TestProvider,
  network: Network,
  grants: GrantMessage[] = [],
): Promise<TestPatient> {
  const keyring = await keyringOf(newWords())
  const account = keyring.relationship(0)
  const code = await makeInvite(provider)
  const claimed = claimResponseSchema.parse(
    await (await claim(provider, code, { owner: account.address })).json(),
  )
  const body = await openingBody(claimed, account, { network, code, grants })
  const url = `${provider.origin}/invites/claims/${claimed.claimId}/opening`
  const response = await postJson(url, body)
  const opened = claimOpeningResponseSchema.parse(await response.json())
  return { account, keyring, claim: claimed, relationshipId: opened.relationshipId }
}

export async function postJson(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: toWireJson(body),
  })
}

/** Waits until a condition holds, looking often; fails after ten seconds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('The condition did not come to hold.')
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
