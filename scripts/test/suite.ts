import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

export const root: string = join(import.meta.dirname, '../..');
const artifacts = join(root, 'artifacts');

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** What failed, a line each. */
  failures: readonly string[];
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** A failure that is not one of a single test. */
export function failure(what: string): Tally {
  return { ...nothing, failed: 1, failures: [what] };
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (a, b) => ({
      passed: a.passed + b.passed,
      failed: a.failed + b.failed,
      skipped: a.skipped + b.skipped,
      failures: [...a.failures, ...b.failures],
    }),
    nothing,
  );
}

/** Whether the command ended with 0. */
export async function run([command = '', ...args]: string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  const [code] = await once(child, 'exit');
  return code === 0;
}

export interface Suite {
  /** As it is called to the reader, and its report in `artifacts`. */
  name: string;
  /** In vitest.config.ts. */
  project: string;
  /** Only files whose path contains one of these; all when empty. */
  files?: readonly string[];
  /** The command before the command that runs the tests. */
  within?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Of vitest. */
  flags?: readonly string[];
}

/** Runs the tests of a project of vitest.config.ts, and counts. */
export async function runSuite(suite: Suite): Promise<Tally> {
  const { name, project, files = [], within = [], env = {}, flags = [] } = suite;
  process.stdout.write(`\n— ${name}\n`);
  mkdirSync(artifacts, { recursive: true });
  const report = join(artifacts, `${name.replaceAll(' ', '-')}.json`);
  rmSync(report, { force: true });
  const words = ['--reporter=default', '--reporter=json', `--outputFile=${report}`, ...flags, ...files];
  const clean = await run([...within, 'vitest', 'run', '--project', project, ...words], env);
  const counted = count(name, report);
  // A run that broke outside of its tests (a hook, an unhandled rejection) is a failure too.
  if (clean || counted.failed > 0) return counted;
  const failures = counted.failures.length > 0 ? counted.failures : [`${name}: broke outside of them`];
  return { ...counted, failed: 1, failures };
}

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    /** Why the file as a whole failed: its code or a hook. */
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

function count(suite: string, report: string): Tally {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8')) as Report;
    return {
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + json.numTodoTests,
      failures: failuresOf(json).map((line) => `${suite}: ${line}`),
    };
  } catch {
    return failure(`${suite}: left no report`);
  }
}

function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((result) => result.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return failed.map(
      ({ fullName, failureMessages: [why = ''] }) => `${file} > ${fullName}: ${firstLine(why)}`,
    );
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** The last lines, by which a run is judged. */
export function conclude({ passed, failed, skipped, failures }: Tally, started: number): void {
  if (failures.length > 0)
    process.stdout.write(`\nfailed:\n${failures.map((line) => `  ${line}\n`).join('')}`);
  process.stdout.write(`\nin ${Math.round((performance.now() - started) / 1000)} s\n`);
  process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
