import { zeroAddress } from 'viem'
import { describe, expect, it } from 'vitest'
import { createNetworkClient } from '../src/index.ts'
import { writeChainId } from '../src/node/chain-id-file.ts'
import {
  type FoundingMember,
  isDeployed,
  signDeployment,
  startAnvil,
  startDeploying,
} from '../src/node/index.ts'
import { newAccount, temporaryFolder, until } from './chain-fixture.ts'

const CHAIN_ID = 4_711

describe('signDeployment', () => {
  it('makes one network of whoever sends it, however often', async () => {
    const member = memberNamed('Riverside')
    const deployment = await signDeployment({ chainId: CHAIN_ID, foundingMembers: [member] })
    const { registry, deployer, transactions } = deployment

    await using folder = await temporaryFolder()
    await writeChainId(folder.path, CHAIN_ID)
    await using chain = await startAnvil({ stateFolder: folder.path, port: 0 })
    await chain.fund(deployer.address, deployer.wei)
    const { rpcUrl } = chain
    expect(await isDeployed(rpcUrl, registry)).toBe(false)
    const send = () => startDeploying({ rpcUrl, registry, transactions, intervalMs: 50 })
    await using _one = send()
    await using _other = send()
    await until(() => isDeployed(rpcUrl, registry))

    const network = await createNetworkClient({ rpcUrl, chainId: CHAIN_ID, registry })
    expect(network.factory).toBe(deployment.factory)
    const { owner, ...record } = member
    expect(await network.readMembers()).toEqual([{ agent: deployment.agents[0], ...record }])
    const sent = await network.client.getTransactionCount({ address: deployer.address })
    expect(sent).toBe(transactions.length)
  })

  it('refuses founding members that the registry refuses', async () => {
    const member = memberNamed('')
    await expect(
      signDeployment({ chainId: CHAIN_ID, foundingMembers: [member] }),
    ).rejects.toMatchObject({ code: 'MEDREC_DEPLOYMENT_FAILED' })
  })
})

function memberNamed(name: string): FoundingMember {
  return {
    ...{ owner: newAccount().address, account: newAccount().address, sealer: zeroAddress },
    hpkeKey: `0x${'11'.repeat(32)}`,
    logKey: `0x${'22'.repeat(32)}`,
    ...{ name, host: 'localhost:8481' },
  }
}
