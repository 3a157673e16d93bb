import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DevNetwork, freePorts, startDevNetwork } from '@medrec/cli/dev-network'
import { type NetworkDescription, networkDescriptionSchema } from '@medrec/protocol'

/** A network of its own for one file of stories, on free ports. Disposing of it leaves nothing. */
export type StoryNetwork = AsyncDisposable & {
  readonly dev: DevNetwork
  readonly statePath: string
  /** As the page is told of it. */
  readonly description: NetworkDescription
}

export async function startStoryNetwork(): Promise<StoryNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'medrec-story-'))
  const statePath = join(folder, 'state')
  const dev = await startDevNetwork({ statePath, ports: await freePorts() })
  const answer = await fetch(`${dev.clientOrigin}/network.json`)
  return {
    dev,
    statePath,
    description: networkDescriptionSchema.parse(await answer.json()),
    [Symbol.asyncDispose]: async () => {
      await dev[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
