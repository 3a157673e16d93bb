import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installGeth } from './install-geth.ts'

// Stand-ins for Go, written for sh: the real build takes minutes and is done by `npm run geth`.
describe.skipIf(process.platform === 'win32')('installGeth', () => {
  let place: string
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'medrec-geth-'))
  })
  afterEach(() => rm(place, { recursive: true }))

  const install = (bin: string) =>
    installGeth({ folder: join(place, 'tools', 'geth'), environment: { PATH: bin } })

  it('says what to install where there is no Go, or one too old', async () => {
    await expect(install(place)).rejects.toMatchObject({
      code: 'MEDREC_GO_MISSING',
      message: expect.stringContaining('golang-go'),
    })
    await expect(install(await goThat("echo 'go1.19.8'"))).rejects.toMatchObject({
      code: 'MEDREC_GO_MISSING',
      details: { found: 'go1.19.8' },
    })
  })

  it('builds nothing of sources that are not those we know', async () => {
    const go = await goThat(`
      case "$1" in
        env) echo 'go1.26.8' ;;
        mod) echo '{"Sum":"h1:planted","Dir":"${place}"}' ;;
        *) touch '${place}/built' ;;
      esac`)
    await expect(install(go)).rejects.toMatchObject({
      code: 'MEDREC_GETH_CHECKSUM',
      details: { found: 'h1:planted' },
    })
    expect(await readdir(place)).not.toContain('built')
    expect(await readdir(join(place, 'tools'))).toEqual([])
  })

  it('says what Go said when it fails', async () => {
    const go = await goThat(`
      [ "$1" = env ] && { echo 'go1.26.8'; exit 0; }
      echo 'no such host' >&2
      exit 3`)
    await expect(install(go)).rejects.toMatchObject({
      code: 'MEDREC_GO_FAILED',
      details: { command: 'go mod download', exitCode: 3 },
      cause: { message: expect.stringContaining('no such host') },
    })
  })

  async function goThat(does: string): Promise<string> {
    const bin = await mkdtemp(join(place, 'bin-'))
    await writeFile(join(bin, 'go'), `#!/bin/sh\n${does}\n`)
    await chmod(join(bin, 'go'), 0o755)
    return bin
  }
})
