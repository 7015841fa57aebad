import { createServer } from 'node:net';
import { expect, inject, test } from 'vitest';
import { run } from '../support/command.ts';
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
    says: [/absent\.env/, /not found/],
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
    says: [/cannot pull registry\.invalid\/app:1/, /resolve|ENOTFOUND|no such host|name/i],
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
      : [/the last words/, /(exit|non-zero) code: 3/, /Dockerfile:3|\[3\/\d\] RUN/],
  },
  {
    name: 'a Dockerfile with a misspelt instruction',
    files: { 'compose.yml': 'services:\n  web:\n    build: .\n', Dockerfile: `FROM ${redis}\nCOPPY a b\n` },
    args: ['build'],
    status: 1,
    says: [isOurs ? /Dockerfile:2/ : /Dockerfile:2|Dockerfile parse error (on )?line 2/i, /COPPY/, /COPY/],
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
  if (files['compose.yml'] !== undefined) expect((await scenario.tutti(['ps', '-a', '-q'])).stdout).toBe('');
});

test('an image that does not exist', async () => {
  const image = `${home.registry}/docker.io/library/redis:0.0-nowhere`;
  await using scenario = Scenario.create(home, 'nowhere', {
    'compose.yml': `services:\n  web:\n    image: ${image}\n`,
  });
  const { status, stderr } = await scenario.tutti(['up', '-d']);
  expect(stderr).toContain(image);
  expect(stderr).toContain(isOurs ? `manifest for ${image} not found: manifest unknown` : 'manifest unknown');
  expect(status).toBe(1);
  expect((await scenario.tutti(['ps', '-a', '-q'])).stdout).toBe('');
});

test('a port in use: the message names the process that holds it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(18765, '0.0.0.0', resolve));
  try {
    await using scenario = Scenario.create(home, 'taken', {
      'compose.yml': `services:\n  web:\n    image: ${redis}\n    ports: ["18765:80"]\n`,
    });
    const { status, stderr } = await scenario.tutti(['up', '-d']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/18765/);
    expect(stderr).toMatch(new RegExp(`node.*\\b${process.pid}\\b|\\b${process.pid}\\b.*node`));
  } finally {
    server.close();
  }
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
  expect(stderr).toMatch(/first-web-1/);
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
