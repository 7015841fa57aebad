import { globSync } from 'node:fs';
import { engineSuites, unpackEngine } from './other-engines.ts';
import { conclude, failure, nothing, root, run, runSuite, sum, type Tally } from './suite.ts';

/** Runs every check and test, in the order in which they fail soonest, and counts. `-- unit` runs only what is named. */

const checks: Record<string, string[]> = {
  build: ['node', 'scripts/build.ts'],
  format: ['biome', 'check', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  types: ['tsc', '--noEmit'],
  'types of the page': ['tsc', '--noEmit', '-p', 'dashboard'],
  dead: ['knip'],
};

async function runCheck(name: string, command: string[]): Promise<Tally> {
  process.stdout.write(`\n— ${name}\n`);
  return (await run(command)) ? { ...nothing, passed: 1 } : failure(`check: ${name}`);
}

/** Tests on our own engine. */
function runOwn(project: string): Promise<Tally> {
  return runSuite({ name: `${project} tests`, project });
}

/** The dashboard's end-to-end tests beside all others, each on an engine of its own. */
function endToEnd(): Promise<Tally>[] {
  const files = globSync('test/e2e/*.test.ts', { cwd: root }).sort();
  // The lesson's project publishes the ports that the lesson's tests do, and its image is built with a way out.
  const isApart = (file: string) => /\/dashboard-(?!lesson)/.test(file);
  const apart = files.filter(isApart);
  const others = files.filter((file) => !isApart(file));
  return [
    runSuite({ name: 'e2e tests', project: 'e2e', files: others }),
    runSuite({ name: 'e2e tests of the dashboard', project: 'e2e', files: apart, within: inNetworkOfItsOwn }),
  ];
}

/** A browser gives up what it loads when the machine's network interfaces change, which others' containers do all the time. */
const inNetworkOfItsOwn = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', '--'];

const wanted = process.argv.slice(2).filter((name) => name !== '--');
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const started = performance.now();
const tallies: Tally[] = [];
const docker = isWanted('docker') ? unpackEngine('docker') : undefined;
let standIns: Promise<boolean> | undefined;
for (const [name, command] of Object.entries(checks)) {
  if (isWanted(name)) tallies.push(await runCheck(name, command));
  // Minutes on a new machine, by what was just built; whoever needs them makes what did not come to be, and says why.
  if (isWanted('e2e') || isWanted('docker')) standIns ??= run(['node', 'scripts/standins/main.ts']);
}
for (const name of ['unit', 'conformance']) if (isWanted(name)) tallies.push(await runOwn(name));
await standIns;
// At the same time: each has an engine of its own, and waits for containers most of the time.
const last: Promise<Tally>[] = [];
if (isWanted('e2e')) last.push(...endToEnd());
if (docker !== undefined) last.push(engineSuites('docker', { everything: false }, docker));
tallies.push(...(await Promise.all(last)));
conclude(sum(tallies), started);
