import { type EngineRelease, releases } from '../engines/releases.ts';
import { readWords } from './flags.ts';
import { engineSuites } from './other-engines.ts';
import { conclude, run } from './suite.ts';

/**
 * `npm run test:engine -- docker|docker-20|podman [PART OF A FILE NAME...] [-t WORDS OF A TEST'S NAME] [-u]`: tests on an
 * engine of Debian's that is started for them.
 */

const [release = '', ...words] = process.argv.slice(2);
if (!isRelease(release))
  throw new Error(`Which engine? npm run test:engine -- ${Object.keys(releases).join('|')}`);
const { parts, flags } = readWords(words);
const started = performance.now();
if (!(await run(['node', 'scripts/build.ts']))) process.exit(1);
conclude(await engineSuites(release, { everything: true, words: parts, flags }), started);

function isRelease(name: string): name is EngineRelease {
  return Object.hasOwn(releases, name);
}
