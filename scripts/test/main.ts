import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Runs every check and test, in the order in which they fail soonest, and counts. `-- unit` runs only what is named. */

const root = join(import.meta.dirname, '../..');
const artifacts = join(root, 'artifacts');

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

const checks: Record<string, string[]> = {
  format: ['biome', 'check', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  types: ['tsc', '--noEmit'],
  'types of the page': ['tsc', '--noEmit', '-p', 'dashboard'],
  dead: ['knip'],
  build: ['node', 'scripts/build.ts'],
};
const suites = ['unit', 'conformance', 'e2e'];

function run([command = '', ...args]: string[]): boolean {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

function runCheck(name: string, command: string[]): void {
  process.stdout.write(`\n— ${name}\n`);
  if (run(command)) tally.passed += 1;
  else tally.failed += 1;
}

function runSuite(project: string): void {
  process.stdout.write(`\n— ${project} tests\n`);
  const report = join(artifacts, `${project}.json`);
  rmSync(report, { force: true });
  const clean = run([
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  ]);
  const counted = countSuite(report);
  // A run that broke outside of its tests (a hook, an unhandled rejection) is a failure too.
  if (!clean && counted.failed === 0) counted.failed = 1;
  for (const key of ['passed', 'failed', 'skipped'] as const) tally[key] += counted[key];
}

function countSuite(report: string): Tally {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + json.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

mkdirSync(artifacts, { recursive: true });
const wanted = process.argv.slice(2).filter((name) => name !== '--');
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const started = performance.now();
for (const [name, command] of Object.entries(checks)) if (isWanted(name)) runCheck(name, command);
for (const name of suites) if (isWanted(name)) runSuite(name);

process.stdout.write(`\nin ${Math.round((performance.now() - started) / 1000)} s\n`);
process.stdout.write(
  `${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}\n`,
);
process.exitCode = tally.failed === 0 ? 0 : 1;
