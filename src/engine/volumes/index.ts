/**
 * volumes: named folders that outlive containers, and what is mounted upon them for volumes with driver options.
 * It mounts nothing into containers. Entry: `openVolumes`.
 */
export type * from './contract.ts';
export { openVolumes } from './volume-room.ts';
