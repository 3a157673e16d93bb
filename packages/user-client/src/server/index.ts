export { buildClient, clientDistFolder } from './build-client.ts'
export type { NetworkDescription, NetworkProvider } from './network-description.ts'
export { type ClientServer, type ClientServerOptions, startClientServer } from './start-client-server.ts'
