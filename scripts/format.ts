/** `npm run format`: writes every file in the house format. */
import { join } from 'node:path'
import { commandOf, ROOT, runNode } from './tool.ts'

const biome = await runNode({
  args: [commandOf('@biomejs/biome', 'biome'), 'check', '--write', '.'],
  isLoud: true,
})
const forge = await runNode({
  args: [commandOf('@foundry-rs/forge', 'forge'), 'fmt'],
  cwd: join(ROOT, 'packages', 'smart-contracts'),
  isLoud: true,
})
process.exitCode = biome.code || forge.code
