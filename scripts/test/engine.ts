import { type EngineRelease, releases } from '../engines/releases.ts';
import { engineSuites } from './other-engines.ts';
import { conclude, run } from './suite.ts';

/**
 * `npm run test:engine -- docker|docker-20|podman [PART OF A FILE NAME...] [FLAG OF VITEST...]`: tests on an engine of Debian's that is
 * started for them.
 */

const [release = '', ...words] = process.argv.slice(2);
if (!isRelease(release))
  throw new Error(`Which engine? npm run test:engine -- ${Object.keys(releases).join('|')}`);
const started = performance.now();
if (!(await run(['node', 'scripts/build.ts']))) process.exit(1);
const flags = words.filter((word) => word.startsWith('-'));
const parts = words.filter((word) => !flags.includes(word));
conclude(await engineSuites(release, { everything: true, words: parts, flags }), started);

function isRelease(name: string): name is EngineRelease {
  return Object.hasOwn(releases, name);
}
