import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const launcher = join(import.meta.dirname, '../tutti');
const past = new Date(Date.now() - 60_000);
const future = new Date(Date.now() + 60_000);

let folder: string;
let home: string;

/** A checkout whose programs say what they are. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tutti-launcher-'));
  home = join(folder, 'check out');
  for (const part of ['node_modules/node/bin', 'node_modules/esbuild', 'dist', 'scripts', 'src/cli']) {
    mkdirSync(join(home, part), { recursive: true });
  }
  cpSync(launcher, join(home, 'tutti'));
  symlinkSync(process.execPath, join(home, 'node_modules/node/bin/node'));
  writeFileSync(
    join(home, 'dist/main.js'),
    'console.log("main", ...process.argv.slice(2)); process.exit(3);',
  );
  writeFileSync(join(home, 'scripts/build.ts'), 'console.log("built");');
  writeFileSync(join(home, 'src/cli/index.ts'), '');
  writeFileSync(join(home, 'package-lock.json'), '{}');
  writeFileSync(join(home, 'dist/built'), '');
  utimesSync(join(home, 'dist/built'), future, future);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function launch(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): { said: string; complained: string; code: number | null } {
  const result = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { said: result.stdout, complained: result.stderr, code: result.status };
}

test('a built checkout starts at once, with its arguments and exit code', () => {
  expect(launch(join(home, 'tutti'), ['run', 'a b', '$HOME', ''])).toEqual({
    said: 'main run a b $HOME \n',
    complained: '',
    code: 3,
  });
});

test('options that Node knows as well are not taken by Node', () => {
  expect(launch(join(home, 'tutti'), ['--env-file', 'nowhere', 'ps'])).toEqual({
    said: 'main --env-file nowhere ps\n',
    complained: '',
    code: 3,
  });
});

test('it works through links, absolute and relative', () => {
  const plugins = join(folder, 'plugins');
  mkdirSync(plugins);
  symlinkSync(join(home, 'tutti'), join(folder, 'first'));
  symlinkSync('../first', join(plugins, 'docker-compose'));
  expect(launch(join(plugins, 'docker-compose'), ['ps']).said).toBe('main ps\n');
  const found = execFileSync('sh', ['-c', 'docker-compose ps || true'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${plugins}:${process.env.PATH}` },
  });
  expect(found).toBe('main ps\n');
});

test('sources that are newer than the build are built first', () => {
  utimesSync(join(home, 'dist/built'), past, past);
  const result = launch(join(home, 'tutti'), ['ps']);
  expect(result.said).toBe('main ps\n');
  expect(result.complained).toBe('built\n');
});

test('without a build and with a broken one it says so', () => {
  rmSync(join(home, 'dist'), { recursive: true });
  writeFileSync(join(home, 'scripts/build.ts'), 'process.exit(1);');
  const result = launch(join(home, 'tutti'), ['ps']);
  expect(result.code).toBe(1);
  expect(result.complained).toBe('tutti: the build failed\n');
});

test('a fresh checkout on a machine with an old Node installs its own', () => {
  rmSync(join(home, 'node_modules'), { recursive: true });
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'node'), '#!/bin/sh\nexit 1\n');
  writeFileSync(
    join(bin, 'npm'),
    `#!/bin/sh\nmkdir -p node_modules/node/bin && ln -s '${process.execPath}' node_modules/node/bin/node\n`,
  );
  for (const program of ['node', 'npm']) chmodSync(join(bin, program), 0o755);
  const result = launch(join(home, 'tutti'), ['ps'], { PATH: `${bin}:/usr/bin:/bin` });
  expect(result.complained).toContain('installing');
  expect(result.said).toBe('main ps\n');
});
