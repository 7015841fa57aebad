import { expect, inject, test } from 'vitest';
import { JupyterKernel } from '../../scripts/demo/jupyter-kernel.ts';
import { answers, eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const redisOnly = `services:
  redis:
    image: "redis:6.0-alpine"
    container_name: my-redis
    ports:
      - "6379:6379"
`;

test('change a port: `up` again moves the service to it, and leaves the other container alone', async () => {
  await using scenario = Scenario.example(home, 'jupyter-redis');
  await scenario.succeeds(['up', '-d']);
  const redis = await scenario.succeeds(['ps', '-q', 'redis']);
  scenario.edit('compose.yml', (text) => text.replace('"8888:8888"', '"8000:8888"'));
  await scenario.succeeds(['up', '-d']);
  expect(await answers('http://localhost:8000/api')).toContain('version');
  await expect(fetch('http://localhost:8888/api')).rejects.toThrow();
  expect(await scenario.succeeds(['ps', '-q', 'redis'])).toBe(redis);
});

test('name the container', async () => {
  await using scenario = Scenario.create(home, 'named', {
    'compose.yml': redisOnly.replace('my-redis', 'my-renamed-instance'),
  });
  await scenario.succeeds(['up', '-d']);
  expect(await scenario.succeeds(['ps', '--format', '{{.Name}}'])).toBe('my-renamed-instance\n');
});

test('set an environment variable: the notebook sees it after `up`', async () => {
  await using scenario = Scenario.example(home, 'jupyter');
  await scenario.succeeds(['up', '-d']);
  scenario.edit('compose.yml', (text) => text.replace('FOO: bar', "FOO: bar\n      TZ: 'America/New_York'"));
  await scenario.succeeds(['up', '-d']);
  await answers('http://localhost:8888/api');
  const kernel = await JupyterKernel.start('http://localhost:8888');
  const { output } = await kernel.run("import os; os.environ.get('TZ')");
  await kernel.close();
  expect(output).toBe("'America/New_York'\n");
});

test('change the Redis image: `up` pulls the new one and replaces the container', async () => {
  await using scenario = Scenario.create(home, 'images', { 'compose.yml': redisOnly });
  await scenario.succeeds(['up', '-d']);
  expect(await scenario.succeeds(['exec', '-T', 'redis', 'printenv', 'REDIS_VERSION'])).toBe('6.0-alpine\n');
  const first = await scenario.succeeds(['ps', '-q']);

  scenario.edit('compose.yml', (text) =>
    text.replace('redis:6.0-alpine', pullable(home, 'redis:7.2-alpine')),
  );
  const { stderr, status } = await scenario.tutti(['up', '-d']);
  expect(status).toBe(0);
  expect(stderr).toMatch(/redis Pulled/);
  expect(await scenario.succeeds(['exec', '-T', 'redis', 'printenv', 'REDIS_VERSION'])).toBe('7.2-alpine\n');
  expect(await scenario.succeeds(['ps', '-q'])).not.toBe(first);
  await scenario.succeeds(['down', '--rmi', 'all']);
});

test('producer and consumer: a third service, started from its own folder, writes what the notebook reads', async () => {
  await using scenario = Scenario.example(home, 'jupyter-redis');
  scenario.edit('compose.yml', (text) => text.replace(/ +profiles: \[exercise\]\n/, ''));
  const up = await scenario.tutti(['up', '-d'], { cwd: `${scenario.folder}/producer` });
  expect(up.status).toBe(0);
  await eventually(async () => {
    expect(await scenario.succeeds(['logs', '--no-log-prefix', 'producer'])).toMatch(
      /Producer is starting...\nProducer sending: 'Message sent at \d/,
    );
  });
  await answers('http://localhost:8888/api');
  const kernel = await JupyterKernel.start('http://localhost:8888');
  const consumer =
    "import redis; print('Consumer received:', redis.Redis(host='redis').get('latest_message').decode('utf-8'))";
  const { output } = await kernel.run(consumer);
  await kernel.close();
  expect(output).toMatch(/^Consumer received: Message sent at \d+\.\d+\n$/);
});

test('three commands are enough: `build`, `up`, `down`; or `up --build`', async () => {
  await using scenario = Scenario.create(home, 'three', {
    'compose.yml': 'services:\n  app:\n    build: .\n    command: cat /word\n',
    Dockerfile: 'FROM redis:6.0-alpine\nENTRYPOINT []\nCOPY word /word\n',
    word: 'one\n',
  });
  await scenario.succeeds(['build']);
  expect(await scenario.succeeds(['up', '--no-color'])).toContain('app-1  | one\n');
  scenario.write('word', 'two\n');
  expect(await scenario.succeeds(['up', '--build', '--no-color'])).toContain('app-1  | two\n');
  await scenario.succeeds(['down']);
});

test('`system prune --volumes --all` clears what no running container uses', async () => {
  await using scenario = Scenario.create(home, 'prune', { 'compose.yml': redisOnly });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds(['stop']);
  const said = await scenario.succeeds(['system', 'prune', '--volumes', '--all', '--force']);
  expect(said).toMatch(/Deleted Containers:\n[0-9a-f]{64}/);
  expect(said).toMatch(/Deleted Images:\n(.+\n)*untagged: redis:6\.0-alpine\n/);
  expect(said).toMatch(/Total reclaimed space: [\d.]+[kMG]?B\n$/);
  expect(await scenario.succeeds(['images', '-q'])).toBe('');
});
