/** All checks, in the order in which their findings are told: what explains others first. */
import type { Check } from '../finding.ts';
import { diskFull } from './disk-full.ts';
import { dollarEaten } from './dollar-eaten.ts';
import { fileBecameFolder } from './file-became-folder.ts';
import { localhostInContainer } from './localhost-in-container.ts';
import { loopbackOnly } from './loopback-only.ts';
import { outOfMemory } from './out-of-memory.ts';
import { restartLoop } from './restart-loop.ts';
import { wrongArchitecture } from './wrong-architecture.ts';

export const checks: readonly Check[] = [
  diskFull,
  outOfMemory,
  wrongArchitecture,
  fileBecameFolder,
  dollarEaten,
  localhostInContainer,
  loopbackOnly,
  restartLoop,
];
