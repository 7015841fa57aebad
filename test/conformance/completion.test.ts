/** The completion scripts in the shells they are for, with a person's keys. Needs bash, zsh and fish. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { Terminal } from '../support/terminal.ts';
import { tuttiCommand } from '../support/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'completion-'));
const env = { PATH: `${folder}/bin:${process.env['PATH']}`, HOME: folder, TUTTI_RUN: join(folder, 'run') };

beforeAll(() => {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(tuttiCommand, join(folder, 'bin/tutti'));
  writeFileSync(
    join(folder, 'compose.yaml'),
    'services:\n  frontend: { image: x }\n  database: { image: x }\n  extra: { image: x, profiles: [seldom] }\n',
  );
  writeFileSync(join(folder, 'variables.env'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

const shells = [
  { shell: ['bash', '--norc', '-i'], load: 'source <(tutti completion bash)' },
  {
    shell: ['zsh', '-f', '-i'],
    load: 'unsetopt beep; autoload -U compinit; compinit -u; source <(tutti completion zsh)',
  },
  { shell: ['fish', '--no-config', '-i'], load: 'tutti completion fish | source' },
];

/** What is typed before Tab, and what stands on the screen after it, and not before. */
const lines = [
  ['a command', 'unp', 'unpause'],
  ['a flag', 'up --remove-or', '--remove-orphans'],
  ['a service', 'up --detach front', 'frontend'],
  ['a flag of the whole program', '--project-n', '--project-name'],
  ["a flag's values", '--ansi ne', 'never'],
  ["a flag's value after =", '--progress=qu', '--progress=quiet '],
  ["a flag's value after = of a command", 'up --pull=mis', 'up --pull=missing '],
  ['a file after =', '--env-file=vari', '--env-file=variables.env'],
  ['a profile', '--profile sel', '--profile seldom '],
  ['a service whose profile is not active', 'up ext', 'up extra '],
  ["a service's path", 'cp front', 'cp frontend:'],
  ['a scale', 'scale front', 'scale frontend='],
  ['a shell', 'completion f', 'completion fish '],
  ['a file', '--env-file vari', 'variables.env'],
  ['a command of a group', 'system pru', 'prune'],
  ['after an earlier flag with a value', '-f compose.yaml logs data', 'database'],
] as const;

describe.each(shells)('$shell.0', ({ shell, load }) => {
  let terminal: Terminal;

  beforeAll(async () => {
    terminal = Terminal.open(shell, { cwd: folder, env });
    terminal.type(`${load}; echo loa''ded\r`);
    await terminal.shows(/loaded/);
  });
  afterAll(() => terminal[Symbol.asyncDispose]());

  test.each(lines)('%s', async (_what, typed, completed) => {
    terminal.type(`tutti ${typed}\t`);
    await terminal.shows(new RegExp(completed), 30_000);
    // Ctrl-U: after Ctrl-C the terminal forgets what is typed at once.
    terminal.type('\u0015');
  });
});
