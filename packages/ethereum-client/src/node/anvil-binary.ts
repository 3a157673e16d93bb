import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { MedRecError } from '@medrec/protocol'

const PLATFORM_PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@foundry-rs/anvil-linux-amd64',
  'linux-arm64': '@foundry-rs/anvil-linux-arm64',
  'darwin-x64': '@foundry-rs/anvil-darwin-amd64',
  'darwin-arm64': '@foundry-rs/anvil-darwin-arm64',
  'win32-x64': '@foundry-rs/anvil-win32-amd64',
}

/**
 * Finds the anvil program for this machine. Never the wrapper in `.bin`, which dies by the signal
 * meant for anvil before anvil has saved its state.
 *
 * @throws {AnvilMissingError} MEDREC_ENGINE_MISSING if there is none for this machine.
 */
export function locateAnvil(
  platform: string = process.platform,
  arch: string = process.arch,
): string {
  const name = PLATFORM_PACKAGES[`${platform}-${arch}`]
  if (name === undefined) throw new AnvilMissingError(platform, arch)
  const require = createRequire(import.meta.url)
  try {
    const folder = dirname(require.resolve(`${name}/package.json`))
    return join(folder, 'bin', platform === 'win32' ? 'anvil.exe' : 'anvil')
  } catch (cause) {
    throw new AnvilMissingError(platform, arch, cause)
  }
}

export class AnvilMissingError extends MedRecError<
  'MEDREC_ENGINE_MISSING',
  { readonly platform: string; readonly arch: string }
> {
  override name = 'AnvilMissingError'

  constructor(platform: string, arch: string, cause?: unknown) {
    super(
      'MEDREC_ENGINE_MISSING',
      `There is no anvil for ${platform} on ${arch} here. Run npm ci on a supported machine: Linux or macOS on x64 or arm64, Windows on x64.`,
      { details: { platform, arch }, cause },
    )
  }
}
