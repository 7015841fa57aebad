/** `--dry-run` of commands that do one thing: it says what would be done, and nothing is. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = 'redis:6.0-alpine';

let scenario: Scenario;

beforeAll(async () => {
  scenario = Scenario.create(home, 'tried', {
    'compose.yml': `services:
  web: { image: "${pullable(home, image)}", command: sleep inf, init: true, depends_on: [db] }
  db: { image: "${pullable(home, image)}" }
  pushed: { image: "${home.registry}/never/pushed:1", profiles: [far], build: { dockerfile_inline: "FROM ${image}" } }
`,
    file: 'of the host\n',
  });
  await scenario.succeeds(['up', '-d', 'web']);
});

afterAll(async () => {
  await scenario[Symbol.asyncDispose]();
});

/** What is said, on both streams, without the prefix. */
async function rehearse(args: string[], status = 0): Promise<string> {
  const result = await scenario.tutti(['--progress', 'plain', '--dry-run', ...args]);
  expect(result.status, result.stderr).toBe(status);
  return `${result.stdout}${result.stderr}`.replaceAll(' DRY-RUN MODE - ', '~');
}

test('exec, attach, run and wait run nothing', async () => {
  expect(await rehearse(['exec', 'web', 'touch', '/made'])).toMatch(
    /^~Executing command \["touch","\/made"\] in [0-9a-f]{64}\n$/,
  );
  expect(await rehearse(['exec', '-d', 'web', 'true'])).toMatch(/ \(detached mode\)\n$/);
  expect(await rehearse(['attach', 'web'])).toBe('~Attaching to tried-web-1\n');
  expect(await rehearse(['run', '--rm', 'web', 'ls', '/'])).toMatch(
    /\n~Running command \["ls","\/"\] in new container tried-web-run-[0-9a-f]{12}\n$/,
  );
  expect(await rehearse(['wait', 'web'])).toContain('~ Container tried-web-1  Waiting\n');
  expect((await scenario.tutti(['exec', '-T', 'web', 'test', '-e', '/made'])).status).toBe(1);
  expect((await scenario.succeeds(['ps', '-a', '--services'])).trim().split('\n').toSorted()).toEqual([
    'db',
    'web',
  ]);
});

test('cp, commit and export write nothing, and know what is missing', async () => {
  expect(await rehearse(['cp', 'file', 'web:/tmp/'])).toContain(
    '~ tried-web-1 copy file to tried-web-1:/tmp/ Copied',
  );
  expect(await rehearse(['cp', 'web:/etc/hostname', 'out'])).toContain(' Copied\n');
  expect(await rehearse(['cp', 'web:/no/such', 'out'], 1)).toContain('Could not find the file /no/such');
  expect(await rehearse(['cp', 'nosuch', 'web:/tmp/'], 1)).toContain('nosuch: no such file or directory');
  expect(await rehearse(['commit', 'web', 'never:made'])).toContain(
    '~ tried-web-1 Commit tried-web-1 Committed\n',
  );
  expect(await rehearse(['export', '-o', 'out.tar', 'web'])).toContain(
    'export tried-web-1 to out.tar Exported',
  );
  for (const path of ['out', 'out.tar']) expect(existsSync(`${scenario.folder}/${path}`)).toBe(false);
  expect((await scenario.tutti(['exec', '-T', 'web', 'test', '-e', '/tmp/file'])).status).toBe(1);
});

test('pull asks the registry, push the engine', async () => {
  expect(await rehearse(['pull', 'web'])).toBe('~ web Pulling \n~ web Pulled \n');
  scenario.write('missing.yml', `services: { gone: { image: "${home.registry}/no/such:1" } }\n`);
  expect(await rehearse(['-f', 'missing.yml', 'pull'], 1)).toMatch(/~ gone Error .*no\/such/);
  expect(await rehearse(['--profile', 'far', 'push', 'pushed'], 1)).toMatch(/no such image/i);
  await scenario.succeeds(['--profile', 'far', 'build', 'pushed']);
  expect(await rehearse(['--profile', 'far', 'push', 'pushed'])).toContain(' Pushed');
  const answer = await fetch(`http://${home.registry}/v2/never/pushed/tags/list`);
  expect(answer.status).toBe(404);
});

test('system dial-stdio connects nothing', async () => {
  expect(await rehearse(['system', 'dial-stdio'])).toMatch(
    /^~Connecting standard input and output to unix:.+\n$/,
  );
});

test('system prune names what would go', async () => {
  await scenario.succeeds(['run', '-d', '--name', 'tried-stopped', '--no-deps', '-T', 'web', 'true']);
  await scenario.succeeds(['stop', 'db']);
  const said = await rehearse(['system', 'prune', '--volumes']);
  expect(said).toMatch(/^Would delete containers:\n[^]*tried-db-1[^]*\n\n/m);
  expect(said).toMatch(/^Would reclaim: \S+B\n$/m);
  expect(said).not.toContain('tried_default');
  expect(await scenario.succeeds(['ps', '-a', '--format', '{{.Name}}'])).toContain('tried-db-1\n');
});
