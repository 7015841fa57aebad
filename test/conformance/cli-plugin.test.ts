/** tutti linked as a plugin of the stock docker client: `docker compose`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiEngine, dockerClient } from '../support/api-engine.ts';
import type { Finished } from '../support/command.ts';
import { eventually } from '../support/wait.ts';
import { tuttiCommand } from '../support/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-plugin-'));
const env = { DOCKER_CONFIG: join(folder, 'config'), DOCKER_HOST: undefined };
const project = ['-f', join(folder, 'compose.yaml'), '-p', 'plugged'];
let engine: ApiEngine;

beforeAll(async () => {
  engine = await ApiEngine.start();
  mkdirSync(join(env.DOCKER_CONFIG, 'cli-plugins'), { recursive: true });
  symlinkSync(tuttiCommand, join(env.DOCKER_CONFIG, 'cli-plugins/docker-compose'));
  writeFileSync(
    join(folder, 'compose.yaml'),
    'services:\n  web: { image: busybox, command: sh -c "echo hello; exec sleep 1000", stop_signal: SIGKILL }\n',
  );
  await engine.docker(['context', 'create', 'here', '--docker', `host=unix://${engine.socket}`], { env });
});

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const docker = (...args: string[]): Promise<Finished> => engine.tryDocker(args, { env });

async function says(...args: string[]): Promise<string> {
  return engine.docker(args, { env });
}

test('the client lists it as its plugin', async () => {
  const plugins = await says(
    '-H',
    `unix://${engine.socket}`,
    'info',
    '--format',
    '{{json .ClientInfo.Plugins}}',
  );
  expect(JSON.parse(plugins)).toMatchObject([{ Name: 'compose', SchemaVersion: '0.1.0', Vendor: 'tutti' }]);
  expect(await says('--help')).toMatch(/^ +compose\* +Docker Compose/m);
});

test('version and help', async () => {
  expect(await says('compose', 'version')).toMatch(/^Docker Compose version v2\.\d+\.\d+/);
  expect(await says('compose', 'version', '--short')).toMatch(/^2\.\d+\.\d+/);
  for (const help of [
    ['compose', '--help'],
    ['help', 'compose'],
    ['compose', 'help'],
  ])
    expect(await says(...help), help.join(' ')).toMatch(/^Usage: {2}docker compose \[OPTIONS\] COMMAND\n/);
  for (const help of [
    ['compose', 'up', '--help'],
    ['help', 'compose', 'up'],
    ['compose', 'help', 'up'],
  ])
    expect(await says(...help), help.join(' ')).toMatch(/^Usage: {2}docker compose up /);
});

test('the engine: flags of the client, before and after, variables, the current context', async () => {
  const socket = `unix://${engine.socket}`;
  const here = ['--context', 'here', 'compose', ...project];
  expect((await docker(...here, 'up', '-d')).status).toBe(0);
  const id = await says(...here, 'ps', '-q');
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  const ps = [...project, 'ps', '-q'];
  expect(await says('-c', 'here', 'compose', ...ps)).toBe(id);
  expect(await says('-H', socket, 'compose', ...ps)).toBe(id);
  expect(await says(`--host=${socket}`, '--log-level', 'error', 'compose', ...ps)).toBe(id);
  expect(await says('compose', '--context', 'here', ...ps)).toBe(id);
  expect(await says('--debug', '--config', env.DOCKER_CONFIG, '-c', 'here', 'compose', ...ps)).toBe(id);
  expect(await engine.docker(['compose', ...ps], { env: { ...env, DOCKER_HOST: socket } })).toBe(id);
  expect(await engine.docker(['compose', ...ps], { env: { ...env, DOCKER_CONTEXT: 'here' } })).toBe(id);
  await says('context', 'use', 'here');
  expect(await says('compose', ...ps)).toBe(id);
  expect(await says('compose', ...project, 'exec', '-T', 'web', 'echo', '-n', 'inside')).toBe('inside');
  expect((await docker('compose', ...project, 'exec', '-T', 'web', 'sh', '-c', 'exit 7')).status).toBe(7);
  await says('compose', ...project, 'down');
  expect(await says('compose', ...ps)).toBe('');
});

test('mistakes have the status that the client would give', async () => {
  expect(await docker('compose', 'nosuch')).toMatchObject({ status: 1, stdout: '' });
  expect((await docker('compose', '--nosuch')).stderr).toContain('unknown flag: --nosuch');
  expect(await docker('--context', 'nosuch', 'compose', 'ls')).toMatchObject({ status: 1, stdout: '' });
});

test('completion by the client’s own scripts', async () => {
  const words = (await says('__complete', 'compose', 'unp')).split('\n');
  expect(words.map((line) => line.split('\t')[0])).toEqual(['unpause', ':4']);
  expect(await says('__complete', 'compose', ...project, 'up', '')).toBe('web\n:4');
});

test('a client that is told to end, without a terminal: the plugin ends as if it were told itself', async () => {
  const up = ['-c', 'here', 'compose', ...project, 'up', '--no-color'];
  const client = spawn(dockerClient(), up, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let shown = '';
  client.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  client.stderr.resume();
  await eventually(() => expect(shown).toContain('web-1  | hello'));
  client.kill('SIGTERM');
  await once(client, 'close');
  expect(await says('-c', 'here', 'compose', ...project, 'ps', '-a', '--format', '{{.State}}')).toBe(
    'exited',
  );
  await says('-c', 'here', 'compose', ...project, 'down');
});
