/**
 * The original, measured by the same rule: mitmedialab/medrec at commit 3e63800, its contracts
 * compiled by solc 0.4.19 with the optimizer on (200 runs), lived on anvil with encrypted fields of
 * 100 bytes. Its ten changes of permissions cost nothing, since they never reach its chain. "change"
 * and "firstGrant" are its addition of one viewer: `removeViewer` and again, and group and viewer.
 */
export const MEDREC_V2 = {
  stateBytes: 35_353,
  gas: 10_989_944,
  transactionBytes: 35_808,
  transactions: 52,
  changeGas: 289_879,
  firstGrantGas: 259_252,
} as const

/**
 * The storage table of the original's paper, in bytes of transactions: 9,727 for an Agent, 5,007
 * for a relationship, 220 for an update.
 */
export const PAPER = { agentBytes: 9_727, relationshipBytes: 5_007, updateBytes: 220 } as const
