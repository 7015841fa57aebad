import type { Finding } from '../../contract-findings.ts';
import type { Check } from '../finding.ts';
import type { Snapshot } from '../snapshot.ts';
import { diskFull } from './disk-full.ts';
import { dollarEaten } from './dollar-eaten.ts';
import { exitedWithError } from './exited-with-error.ts';
import { fileBecameFolder } from './file-became-folder.ts';
import { localhostInContainer } from './localhost-in-container.ts';
import { loopbackOnly } from './loopback-only.ts';
import { outOfMemory } from './out-of-memory.ts';
import { restartLoop } from './restart-loop.ts';
import { unhealthy } from './unhealthy.ts';
import { wrongArchitecture } from './wrong-architecture.ts';

/** In the order in which their findings are told: what explains others first. */
const causes: readonly Check[] = [
  diskFull,
  outOfMemory,
  wrongArchitecture,
  fileBecameFolder,
  dollarEaten,
  localhostInContainer,
  loopbackOnly,
  restartLoop,
];

/** Told of services for which no cause was found. */
const symptoms: readonly Check[] = [unhealthy, exitedWithError];

export const checks: readonly Check[] = [...causes, ...symptoms];

export function examine(snapshot: Snapshot): Finding[] {
  const explained = causes.flatMap((check) => check.find(snapshot));
  const services = new Set(explained.map(({ service }) => service));
  const containers = snapshot.containers.filter(({ service }) => !services.has(service));
  return [...explained, ...symptoms.flatMap((check) => check.find({ ...snapshot, containers }))];
}
