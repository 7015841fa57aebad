import { UserError } from '../shared/index.ts';

/** What this client was written for, and the oldest engine that it can drive (Debian 11's and 12's docker.io 20.10). */
const newest = 51;
const oldest = 41;

/**
 * The version both sides speak. Engines name their newest in the `Api-Version` header of `/_ping`.
 * @throws UserError `engine-too-old`
 */
export function chooseApiVersion(offered: string | undefined, address: string): string {
  const minor = /^1\.(\d+)$/.exec(offered ?? '')?.[1];
  const theirs = minor === undefined ? 24 : Number(minor);
  if (theirs < oldest) {
    throw new UserError(
      'engine-too-old',
      `the engine at ${address} speaks API version ${offered ?? 'before 1.24'}; 1.${oldest} is the oldest that works`,
      { hint: 'Docker Engine 20.10 (2020) and Podman 4 are new enough.' },
    );
  }
  return `1.${Math.min(theirs, newest)}`;
}

/** Compares versions as `1.44` and `1.9`. */
export function versionAtLeast(version: string, minimum: string): boolean {
  return minorOf(version) >= minorOf(minimum);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
