import { afterAll, beforeAll, type TestContext } from 'vitest'
import { type StoryBrowser, startBrowser } from './browser.ts'
import { skipWithout } from './required-component.ts'
import { type StoryNetwork, startStoryNetwork } from './story-network.ts'

/** What a story in a browser plays on. */
export type StoryStage = { readonly story: StoryNetwork; readonly browser: StoryBrowser }

/**
 * Gives a file of stories a browser and a network of its own, before its first test and until
 * after its last.
 *
 * @returns what a test enters the stage by; it skips the test where no Chromium can be had
 */
export function prepareStage(): (context: TestContext) => StoryStage {
  let stage: StoryStage | undefined
  beforeAll(async () => {
    const browser = await startBrowser()
    if (browser === undefined) return
    try {
      stage = { browser, story: await startStoryNetwork() }
    } catch (error) {
      await browser[Symbol.asyncDispose]()
      throw error
    }
  })
  afterAll(async () => {
    await stage?.browser[Symbol.asyncDispose]()
    await stage?.story[Symbol.asyncDispose]()
  })
  return (context) => {
    skipWithout(stage !== undefined, 'Chromium', context)
    if (stage === undefined) throw new TypeError('A skipped test does not go on.')
    return stage
  }
}
