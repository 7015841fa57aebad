/**
 * volumes: named folders that outlive containers, each a folder of its own or (driver option `type`) a mount.
 * Not here: where containers see them. Entry: `openVolumes`.
 */
export type * from './contract.ts';
export { openVolumes } from './volumes.ts';
