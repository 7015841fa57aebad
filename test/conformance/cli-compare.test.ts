/**
 * The same commands by Docker Compose and by tutti: same exit code, same standard output, same lines of progress, same first line of a
 * failure. What Docker Compose 2.40.3 says on a Docker Engine 28.5 is kept in `cases/cli-compare/NAME/expected`, and tutti on its own
 * engine is compared with that. With a Docker Compose beside us (see test/support/docker-compose.ts) both run on one engine, and `-u`
 * writes `expected` anew.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiEngine } from '../support/api-engine.ts';
import {
  type ComparedTool,
  parseStep,
  readSteps,
  type Transcript,
  transcribe,
} from '../support/compared-command.ts';
import { givenCompose, leaveOutOtherVersions } from '../support/docker-compose.ts';
import { tuttiCommand } from '../support/world.ts';

const cases = join(import.meta.dirname, 'cases/cli-compare');
const surface = join(import.meta.dirname, '../../../shared/cli-surface/compose.json');
const kept = (name: string) => join(cases, name, 'expected');
const names = readdirSync(cases);
let engine: ApiEngine | undefined;
let host = process.env['DOCKER_HOST'] ?? '';

beforeAll(async () => {
  if (givenCompose !== undefined) return;
  engine = await ApiEngine.start();
  host = `unix://${engine.socket}`;
});
afterAll(() => engine?.[Symbol.asyncDispose]());

describe.each(names)('%s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-compare-'));
  const steps = readSteps(join(cases, name, 'steps'));
  const expected = givenCompose === undefined ? readExpected(readFileSync(kept(name), 'utf8')) : [];
  const env = { DOCKER_HOST: host, COMPOSE_PROJECT_NAME: undefined, NO_COLOR: undefined };
  const ours = { command: tuttiCommand, args: [], project: 'cli-ours', env, cwd: folder };
  const [command = '', ...args] = givenCompose ?? [];
  const theirs: ComparedTool | undefined = givenCompose && { ...ours, command, args, project: 'cli-them' };

  beforeAll(() => {
    env.DOCKER_HOST = host;
    cpSync(join(cases, name), folder, { recursive: true });
  });
  afterAll(async () => {
    const down = parseStep('--profile * down -v -t 0 --remove-orphans');
    for (const tool of [ours, theirs]) if (tool !== undefined) await transcribe(tool, down);
    rmSync(folder, { recursive: true });
  });

  test.each(steps.map((step, index) => ({ ...step, index })))('$line', async ({ index, ...step }) => {
    const [own, other] = await Promise.all([transcribe(ours, step), theirs && transcribe(theirs, step)]);
    if (other !== undefined) expected[index] = { line: step.line, ...other };
    const { line, ...wanted } = expected[index] ?? { line: '' };
    expect(line).toBe(step.line);
    expect(own).toEqual(wanted);
  });

  if (givenCompose !== undefined)
    test('what is kept is what Docker Compose says', async ({ skip }) => {
      await leaveOutOtherVersions(skip);
      await expect(writeExpected(expected)).toMatchFileSnapshot(kept(name));
    });
});

test.skipIf(!existsSync(surface))('every command of the surface is compared', () => {
  const commands = (JSON.parse(readFileSync(surface, 'utf8')) as { command: string; subcommands: string[] }[])
    .filter(({ subcommands }) => subcommands.length === 0)
    .map(({ command }) => command.replace(/^docker compose /, ''));
  const compared = names.flatMap((name) =>
    readSteps(join(cases, name, 'steps')).map(({ words }) => ` ${words.join(' ')} `),
  );
  expect(commands.filter((command) => !compared.some((line) => line.includes(` ${command} `)))).toEqual([]);
});

type Kept = Transcript & { line: string };

function writeExpected(transcripts: Kept[]): string {
  return transcripts
    .map(({ line, exit, stdout, stderr }) =>
      [
        `$ ${line}`,
        ...stdout.map((each) => `  ${each}`),
        ...stderr.map((each) => `! ${each}`),
        `= ${exit}`,
        '',
      ].join('\n'),
    )
    .join('\n');
}

function readExpected(text: string): Kept[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((block) => {
      const [line = '', ...lines] = block.split('\n');
      const of = (mark: string) => lines.filter((each) => each.startsWith(mark)).map((each) => each.slice(2));
      return { line, stdout: of('  '), stderr: of('! '), exit: Number(of('= ')[0]) };
    });
}
