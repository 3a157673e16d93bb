/** The tables of the access log and of the proofs it remembers. */
// biome-ignore lint/complexity/noBannedTypes: the access log's migration brings its tables.
export type LogTables = {}
