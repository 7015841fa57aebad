import type { DockerRelease } from '../docker/root.ts';
import { dockerSuites } from './docker.ts';
import { conclude, run } from './suite.ts';

/**
 * `npm run test:engine -- docker|docker-20 [PART OF A FILE NAME...] [FLAG OF VITEST...]`: tests on a Docker Engine of Debian's that is
 * started for them.
 */

const [release = '', ...words] = process.argv.slice(2);
if (!isRelease(release)) throw new Error('Which engine? npm run test:engine -- docker|docker-20');
const started = performance.now();
if (!(await run(['node', 'scripts/build.ts']))) process.exit(1);
const flags = words.filter((word) => word.startsWith('-'));
const parts = words.filter((word) => !flags.includes(word));
conclude(await dockerSuites(release, { everything: true, words: parts, flags }), started);

function isRelease(name: string): name is DockerRelease {
  return name === 'docker' || name === 'docker-20';
}
