import { globSync } from 'node:fs';
import { busyboxArchive } from '../../test/support/busybox.ts';
import { startEngine, type TestEngine } from '../engines/engine.ts';
import type { EngineRelease } from '../engines/releases.ts';
import { engineRoot } from '../engines/root.ts';
import { makeStandIns } from '../standins/images.ts';
import { nothing, root, runSuite, type Suite, sum, type Tally } from './suite.ts';

export interface Selection {
  /** All end-to-end tests, not only those of `everyTime`. */
  everything: boolean;
  /** Of those, only files whose path contains one of these. */
  words?: readonly string[];
  /** Of vitest. */
  flags?: readonly string[];
}

/** End-to-end tests that `npm test` runs on a Docker Engine too; `npm run test:engine` runs all of them. */
const everyTime = ['bad-input', 'commands', 'compose-file', 'hooks', 'run-and-exec'];
/** Comparisons of many minutes; what Docker Compose does is kept, and our own engine is held to that each time. */
const kept = ['cli-compare', 'recreate-compare'];

/**
 * Runs tests on engines that are started for them: on Docker comparisons with the Docker Compose that comes with it, beside end-to-end tests,
 * each on an engine of its own. On a machine where it does not start their files are counted as skipped, and it is said why.
 */
export async function engineSuites(
  release: EngineRelease,
  selection: Selection,
  unpacked: Promise<string | Error> = unpackEngine(release),
): Promise<Tally> {
  const lanes = lanesOf(release, selection);
  const there = await unpacked;
  if (there instanceof Error) return leaveOut(lanes.flat(), release, there);
  await prepare();
  return sum(await Promise.all(lanes.map((suites) => runLane(release, there, suites))));
}

/** To be begun early, for it takes a while the first time. */
export function unpackEngine(release: EngineRelease): Promise<string | Error> {
  return engineRoot(release, `${root}/.cache/engines`, say).catch((error: Error) => error);
}

async function runLane(release: EngineRelease, unpacked: string, suites: FilesOnEngine[]): Promise<Tally> {
  const started = await startEngine(release, unpacked, say).catch((error: Error) => error);
  if (started instanceof Error) return leaveOut(suites, release, started);
  await using engine = started;
  const tallies: Tally[] = [];
  for (const suite of suites) tallies.push(await runSuite({ ...suite, ...on(engine, suite) }));
  return sum(tallies);
}

const say = (line: string) => process.stdout.write(`tutti: ${line}\n`);

type FilesOnEngine = Suite & { files: readonly string[] };

function lanesOf(
  release: EngineRelease,
  { everything, words = [], flags = [] }: Selection,
): FilesOnEngine[][] {
  const scenarios = everything ? ['*'] : everyTime;
  const comparisons = everything ? ['config-digests', ...kept] : ['config-digests'];
  const suite = (project: string, globs: string[]): FilesOnEngine[] => {
    const isWanted = (file: string) => words.length === 0 || words.some((word) => file.includes(word));
    const files = globSync(globs, { cwd: root }).filter(isWanted).sort();
    return files.length === 0 ? [] : [{ name: `${project} tests on ${release}`, project, files, flags }];
  };
  const compared = [
    'test/compare/*.test.ts',
    ...comparisons.map((name) => `test/conformance/${name}.test.ts`),
  ];
  const lanes = [
    // Docker Compose comes with one release only.
    release === 'docker' ? suite('compare', compared) : [],
    [
      ...suite('conformance', ['test/conformance/orchestrator-{dependencies,streams,up}.test.ts']),
      ...suite(
        'e2e',
        scenarios.map((name) => `test/e2e/${name}.test.ts`),
      ),
    ],
  ];
  return lanes.filter((suites) => suites.length > 0);
}

/** What the tests of both lanes would make at the same time. */
async function prepare(): Promise<void> {
  busyboxArchive();
  await makeStandIns(`${root}/.cache/stand-ins`, say);
}

function on(engine: TestEngine, { project }: Suite): Pick<Suite, 'within' | 'env'> {
  const drives = { TUTTI_TEST_ENGINE: engine.address, DOCKER_CONFIG: engine.config };
  const compared = { DOCKER_HOST: engine.address, COMPOSE_REFERENCE: `${engine.client} compose` };
  const env = project === 'compare' ? { ...drives, ...compared } : drives;
  return { within: engine.inItsNetwork, env };
}

function leaveOut(suites: FilesOnEngine[], release: EngineRelease, { message }: Error): Tally {
  const files = suites.flatMap((suite) => suite.files);
  process.stdout.write(`\n— left out: tests on ${release}, which is not to be had here: ${message}\n`);
  for (const file of files) process.stdout.write(`  ${file}\n`);
  return { ...nothing, skipped: files.length };
}
