export type { NetworkDescription } from '@medrec/protocol'
export { buildClient, clientDistFolder } from './build-client.ts'
export {
  type ClientServer,
  type ClientServerOptions,
  startClientServer,
} from './start-client-server.ts'
