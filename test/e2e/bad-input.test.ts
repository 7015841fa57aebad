import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from '../support/command.ts';
import { namesOfProject } from '../support/project-resources.ts';
import { Scenario, tuttiCommand } from '../support/world.ts';

const home = inject('home');
/** Other engines have no BuildKit behind the API that we use, and say some things in words of their own. */
const isOurs = home.engine === 'embedded';
const redis = 'redis:6.0-alpine';

/** What a person did, and what the message must tell; exit codes as Docker Compose gives them. */
const mistakes: {
  name: string;
  files: Record<string, string>;
  args: string[];
  status: number;
  says: RegExp[];
}[] = [
  {
    name: 'a YAML error',
    files: { 'compose.yml': 'services:\n  web:\n    image: "redis\n' },
    args: ['up', '-d'],
    status: 1,
    says: [/compose\.yml:3/],
  },
  {
    name: 'an unknown key',
    files: { 'compose.yml': `services:\n  web:\n    image: ${redis}\n    prots: ["1:1"]\n` },
    args: ['up', '-d'],
    status: 1,
    says: [/compose\.yml:4:5/, /prots/, /did you mean.*ports/i, /\^/],
  },
  {
    name: 'a wrong type',
    files: { 'compose.yml': `services:\n  web:\n    image: ${redis}\n    environment: 7\n` },
    args: ['config'],
    status: 1,
    says: [/compose\.yml:4/, /environment/],
  },
  {
    name: 'a required variable that is missing',
    files: { 'compose.yml': 'services:\n  web:\n    image: ${IMAGE:?set IMAGE to what shall run}\n' },
    args: ['up', '-d'],
    status: 1,
    says: [/compose\.yml:3/, /IMAGE/, /set IMAGE to what shall run/],
  },
  {
    name: 'a file that is missing',
    files: { 'compose.yml': `services:\n  web:\n    image: ${redis}\n    env_file: absent.env\n` },
    args: ['up', '-d'],
    status: 1,
    says: [/absent\.env/, /not found/, /compose\.yml:4:15/],
  },
  {
    name: 'a build context that is missing',
    files: { 'compose.yml': 'services:\n  web:\n    build: ./absent\n' },
    args: ['up', '-d'],
    status: 1,
    says: [/unable to prepare context: path ".*absent" not found/, /compose\.yml:3:12/],
  },
  {
    name: 'a Dockerfile that is missing',
    files: {
      'compose.yml': 'services:\n  web:\n    build:\n      context: .\n      dockerfile: Absent\n',
    },
    args: ['build'],
    status: 1,
    says: [/Absent/, /compose\.yml:5:7/],
  },
  {
    name: "a secret's file that is missing",
    files: {
      'compose.yml': `services:\n  web:\n    image: ${redis}\n    secrets: [token]\nsecrets:\n  token:\n    file: ./absent\n`,
    },
    args: ['up', '-d'],
    status: 1,
    says: [/absent/, /compose\.yml:7:5/],
  },
  {
    name: 'a network of others that is missing',
    files: {
      'compose.yml': `services:\n  web:\n    image: ${redis}\nnetworks:\n  default:\n    name: nowhere\n    external: true\n`,
    },
    args: ['up', '-d'],
    status: 1,
    says: [/network nowhere declared as external, but could not be found/, /compose\.yml:5:3/],
  },
  {
    name: 'no compose file',
    files: {},
    args: ['up', '-d'],
    status: 1,
    says: [/no configuration file provided: not found/],
  },
  {
    name: 'an unknown service',
    files: { 'compose.yml': `services:\n  jupyter:\n    image: ${redis}\n` },
    args: ['up', '-d', 'jupiter'],
    status: 1,
    says: [/no such service: jupiter/, /jupyter/],
  },
  {
    name: 'a dependency on a service that does not exist',
    files: {
      'compose.yml': `services:\n  web:\n    image: ${redis}\n    depends_on: [databse]\n  database:\n    image: ${redis}\n`,
    },
    args: ['config'],
    status: 1,
    says: [/compose\.yml:4/, /databse/, /database/],
  },
  {
    name: 'a registry that cannot be reached',
    files: { 'compose.yml': 'services:\n  web:\n    image: registry.invalid/app:1\n' },
    args: ['up', '-d'],
    status: 1,
    says: [
      /compose\.yml:3:5/,
      /cannot pull registry\.invalid\/app:1/,
      /resolve|ENOTFOUND|no such host|name/i,
    ],
  },
  {
    name: 'a Dockerfile that fails',
    files: {
      'compose.yml': 'services:\n  web:\n    build: .\n',
      Dockerfile: `FROM ${redis}\nRUN echo first\nRUN echo the last words >&2; exit 3\n`,
    },
    args: ['up', '-d'],
    status: 1,
    says: isOurs
      ? [/the last words/, /exit code: 3/, /Dockerfile:3/]
      : [/the last words/, /(exit|non-zero) code: 3|exit status 3/, /Dockerfile:3|\[3\/\d\] RUN/],
  },
  {
    name: 'a Dockerfile with a misspelt instruction',
    files: { 'compose.yml': 'services:\n  web:\n    build: .\n', Dockerfile: `FROM ${redis}\nCOPPY a b\n` },
    args: ['build'],
    status: 1,
    says: [
      isOurs ? /Dockerfile:2/ : /Dockerfile:2|Dockerfile parse error (on )?line 2|> \[2\/3\] COPPY a b:/i,
      /COPPY/,
      // Docker 20.10 and Podman do not know which instruction was meant.
      home.engine === 'docker-20' || home.engine === 'podman' ? /unknown instruction: "?COPPY"?$/im : /COPY/,
    ],
  },
  {
    name: 'a command that does not exist',
    files: { 'compose.yml': `services:\n  web:\n    image: ${redis}\n` },
    args: ['upp'],
    status: 1,
    says: [/upp/, /up/],
  },
  {
    name: 'an unknown flag',
    files: { 'compose.yml': `services:\n  web:\n    image: ${redis}\n` },
    args: ['up', '--detatch'],
    status: 1,
    says: [/--detatch/],
  },
];

test.each(mistakes)('$name', async ({ files, args, status, says }) => {
  await using scenario = Scenario.create(home, 'mistake', files);
  const result = await scenario.tutti(args);
  for (const expected of says) expect(result.stderr).toMatch(expected);
  expect(result.stderr).not.toMatch(/\n\s+at .*\.(ts|js):\d+/);
  expect(result.status).toBe(status);
  if (files['compose.yml'] !== undefined) await expectNothingLeft('mistake');
});

/** Not even what `up` makes first. */
async function expectNothingLeft(project: string): Promise<void> {
  expect(await namesOfProject(home, project)).toEqual({ containers: [], networks: [], volumes: [] });
}

test('an image that does not exist', async () => {
  const image = `${home.registry}/docker.io/library/redis:0.0-nowhere`;
  await using scenario = Scenario.create(home, 'nowhere', {
    'compose.yml': `services:\n  web:\n    image: ${image}\n`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(stderr).toContain(image);
  expect(stderr).toContain(isOurs ? `manifest for ${image} not found: manifest unknown` : 'manifest unknown');
  expect(stderr).toContain('compose.yml:3:5');
  expect(status).toBe(1);
  await expectNothingLeft('nowhere');
});

describe('a port in use', () => {
  const compose = `services:
  web:
    image: ${redis}
    ports:
      - "18765:80"
    volumes: [data:/data, /anonymous]
  db:
    image: ${redis}
    networks: [back]
volumes:
  data:
networks:
  back:
`;
  const server = createServer();
  beforeAll(() => new Promise<void>((resolve) => void server.listen(18765, '0.0.0.0', resolve)));
  afterAll(() => void server.close());

  test.each([
    { name: 'up -d', args: ['up', '-d', 'web'] },
    { name: 'up', args: ['up', 'web'] },
    { name: 'run', args: ['run', '-T', '--service-ports', 'web', 'true'] },
  ])('$name names the process that holds it and the line, and leaves nothing behind', async ({ args }) => {
    await using scenario = Scenario.create(home, 'taken', { 'compose.yml': compose });
    const { status, stderr } = await scenario.tutti(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`node.*\\b${process.pid}\\b|\\b${process.pid}\\b.*node`));
    expect(stderr).toContain('compose.yml:5:9');
    await expectNothingLeft('taken');
  });

  test('what could be started stays, what ran before too, and the next `up` completes the work', async () => {
    await using scenario = Scenario.create(home, 'partly', { 'compose.yml': compose });
    await scenario.succeeds(['up', '-d', 'db']);
    const before = await scenario.succeeds(['ps', '-q', 'db']);
    expect((await scenario.tutti(['up', '-d'])).status).toBe(1);
    expect(await scenario.succeeds(['ps', '-a', '-q'])).toBe(before);
    const left = { containers: ['partly-db-1'], networks: ['partly_back'], volumes: [] };
    expect(await namesOfProject(home, 'partly')).toEqual(left);
    scenario.edit('compose.yml', (text) => text.replace('18765:80', '18764:80'));
    await scenario.succeeds(['up', '-d']);
    expect((await scenario.succeeds(['ps', '--services'])).trim().split('\n').sort()).toEqual(['db', 'web']);
    expect(await scenario.succeeds(['ps', '-q', 'db'])).toBe(before);
  });

  test('a container that was to be replaced keeps its anonymous volume for the next `up`', async () => {
    await using scenario = Scenario.create(home, 'replaced', {
      'compose.yml': compose.replace('18765:80', '18764:80'),
    });
    await scenario.succeeds(['up', '-d', 'web']);
    await scenario.succeeds(['exec', '-T', 'web', 'sh', '-c', 'echo kept > /anonymous/file']);
    scenario.write('compose.yml', compose);
    expect((await scenario.tutti(['up', '-d', 'web'])).status).toBe(1);
    scenario.write('compose.yml', compose.replace('18765:80', '18763:80'));
    await scenario.succeeds(['up', '-d', 'web']);
    expect(await scenario.succeeds(['exec', '-T', 'web', 'cat', '/anonymous/file'])).toBe('kept\n');
  });
});

test('text that is not UTF-8: line and column of the first byte that is no character', async () => {
  await using scenario = Scenario.create(home, 'latin', { 'compose.yml': '' });
  const text = `services:\n  web:\n    image: ${redis}\n    labels: { drink: "\ufffd caf`;
  writeFileSync(
    join(scenario.folder, 'compose.yml'),
    Buffer.concat([Buffer.from(text), Buffer.of(0xe9), Buffer.from('" }\n')]),
  );
  const { status, stderr } = await scenario.tutti(['config']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/compose\.yml is not UTF-8 text\n {2}at .*compose\.yml:4:28\n/);
  rmSync(join(scenario.folder, 'compose.yml'));
});

test('a port of another of our containers: the message names the container and its project', async () => {
  const compose = `services:\n  web:\n    image: ${redis}\n    ports: ["18766:80"]\n`;
  await using first = Scenario.create(home, 'first', { 'compose.yml': compose });
  await using second = Scenario.create(home, 'second', { 'compose.yml': compose });
  await first.succeeds(['up', '-d']);
  const { status, stderr } = await second.tutti(['up', '-d']);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    isOurs ? /port is already allocated/ : /port is already allocated|address already in use/,
  );
  expect(stderr).toMatch(/first-web-1 of project first/);
  expect(stderr).toContain('compose.yml:4:13');
  await expectNothingLeft('second');
});

test('without permission: one sentence, no stack', async () => {
  const { status, stderr } = await run(
    'setpriv',
    ['--reuid=65534', '--regid=65534', '--clear-groups', tuttiCommand, 'ls'],
    {
      cwd: '/',
      env: { ...home.env, HOME: '/nonexistent' },
    },
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/root|permission/i);
  expect(stderr).not.toMatch(/\n\s+at /);
});
