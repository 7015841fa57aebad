/** All that needs zod, behind one door (`loadSchemas`). */
export { checkValue, readBody } from './body.ts';
export { containerCreate } from './container.ts';
export { execCreate, execStart } from './exec.ts';
export { containerUpdate } from './host-config.ts';
export { networkConnect, networkCreate, networkDisconnect } from './network.ts';
export { registryAuth, registryConfig } from './registry.ts';
export { batchJob, tuttiBuild } from './tutti.ts';
export { volumeCreate } from './volume.ts';
