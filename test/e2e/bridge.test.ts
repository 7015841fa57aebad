/** `bridge` with a transformation that is built here, and `alpha generate`. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Scenario, shownImage } from '../support/world.ts';

const home = inject('home');
const transformation = 'transform-for-tests:1';

let maker: Scenario;

beforeAll(async () => {
  maker = Scenario.create(home, 'maker', {
    'compose.yml': `services:
  transformation:
    image: ${transformation}
    build:
      labels: { com.docker.compose.bridge: transformation }
      dockerfile_inline: |
        FROM redis:6.0-alpine
        RUN mkdir /templates && echo a template > /templates/one.tmpl
        ENTRYPOINT ["sh", "-c", "set -e; cp /in/compose.yaml /out/model.yaml; cat /templates/*; id -u; echo done >&2; exit $(grep -c 'fail: please' /in/compose.yaml)"]
        CMD []
`,
  });
  await maker.succeeds(['build']);
});

afterAll(async () => {
  await maker.succeeds(['down', '--rmi', 'all']);
  await maker[Symbol.asyncDispose]();
});

const app = `services:
  web:
    image: redis:6.0-alpine
    ports: ["16395:80"]
    expose: ["90"]
    secrets: [told, kept]
    configs: [written]
secrets: { told: { environment: TOLD }, kept: { file: ./kept } }
configs: { written: { content: "inline" } }
`;

test('a transformation gets the whole model and writes into the output folder', async () => {
  await using scenario = Scenario.create(home, 'bridged', {
    'compose.yml': app,
    kept: 'what is kept\n',
    'out/old': 'of the last time',
    'mine/two.tmpl': 'another template\n',
  });
  const args = ['bridge', 'convert', '--transformation', transformation, '--templates', 'mine'];
  const { status, stdout, stderr } = await scenario.tutti(args, { env: { TOLD: 'what is told' } });
  expect(status, stderr).toBe(0);
  expect(stdout).toBe(`another template\n${process.getuid?.()}\n`);
  expect(stderr).toBe('done\n');
  expect(existsSync(`${scenario.folder}/out/old`)).toBe(false);
  const model = scenario.read('out/model.yaml');
  for (const part of ['what is told', 'what is kept', 'inline', '- "90"', '- "6379"', '- "80"'])
    expect(model).toContain(part);
  expect(await scenario.succeeds(['ps', '-a', '-q'])).toBe('');
});

test('a transformation that fails, one that is not there, an output that would be a loss', async () => {
  await using scenario = Scenario.create(home, 'unbridged', {
    'compose.yml': 'services:\n  web: { image: "redis:6.0-alpine", labels: { fail: please } }\n',
  });
  const failed = await scenario.tutti(['bridge', 'convert', '-t', transformation]);
  expect(failed.status).toBe(1);
  expect(failed.stderr).toContain(`transformation ${transformation} ended with exit code 1`);
  const missing = await scenario.tutti(['bridge', 'convert', '-t', '127.0.0.1:1/no/such:1']);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/127\.0\.0\.1:1\/no\/such/);
  const lost = await scenario.tutti(['bridge', 'convert', '-t', transformation, '-o', '..']);
  expect(lost.status).toBe(1);
  expect(lost.stderr).toContain('would be emptied first');
  expect(scenario.read('compose.yml')).toContain('please');
  const tried = await scenario.tutti(['--dry-run', 'bridge', 'convert', '-t', transformation, '-o', 'new']);
  expect(tried.stdout).toContain(` DRY-RUN MODE - Running transformation ${transformation} into `);
  expect(existsSync(`${scenario.folder}/new`)).toBe(false);
});

test('transformations: list, and a folder to begin an own one with', async () => {
  await using scenario = Scenario.create(home, 'transformations');
  const list = ['bridge', 'transformations', 'list'];
  expect(await scenario.succeeds([...list, '--quiet'])).toContain(`${shownImage(home, transformation)}\n`);
  const repository = shownImage(home, 'transform-for-tests');
  expect(await scenario.succeeds(['bridge', 'transformations', 'ls'])).toMatch(
    new RegExp(`^IMAGE ID {12}REPO +TAGS {16}SIZE\\n[0-9a-f]{12} +${repository} +1 +\\d+(\\.\\d+)?MB$`, 'm'),
  );
  const rows = JSON.parse(await scenario.succeeds([...list, '--format', 'json'])) as { RepoTags: string[] }[];
  expect(rows.map(({ RepoTags }) => RepoTags).flat()).toContain(shownImage(home, transformation));
  const made = await scenario.succeeds([
    'bridge',
    'transformations',
    'create',
    '--from',
    transformation,
    'own',
  ]);
  expect(made).toBe(`Transformer created in "${scenario.folder}/own"\n`);
  expect(scenario.read('own/templates/one.tmpl')).toBe('a template\n');
  expect(scenario.read('own/Dockerfile')).toContain('COPY templates /templates');
  const again = await scenario.tutti([
    'bridge',
    'transformations',
    'create',
    '--from',
    transformation,
    'own',
  ]);
  expect(again.status).toBe(1);
  expect(again.stderr).toContain('already exists');
});

test('alpha generate describes what runs, and the description runs', async () => {
  await using scenario = Scenario.create(home, 'described', {
    'compose.yml': `services:
  web:
    image: redis:6.0-alpine
    container_name: described-web
    labels: { kept: "yes" }
    environment: { A: "1" }
    volumes: [data:/data, "./here:/there:ro"]
    healthcheck: { test: redis-cli ping, interval: 1m30s }
volumes: { data: }
`,
    'here/x': '',
  });
  await scenario.succeeds(['up', '-d']);
  const { stdout, stderr } = await scenario.tutti(['alpha', 'generate', '--name', 'copied', 'described-web']);
  expect(stderr).toBe('generate command is EXPERIMENTAL\n');
  scenario.write('generated.yml', stdout);
  const config = JSON.parse(await scenario.succeeds(['-f', 'generated.yml', 'config', '--format', 'json']));
  expect(config.name).toBe('copied');
  expect(config.services.web).toMatchObject({
    image: shownImage(home, 'redis:6.0-alpine'),
    labels: { kept: 'yes' },
    environment: { A: '1' },
    healthcheck: { test: ['CMD-SHELL', 'redis-cli ping'], interval: '1m30s' },
    volumes: expect.arrayContaining([
      expect.objectContaining({ type: 'volume', target: '/data' }),
      expect.objectContaining({ type: 'bind', target: '/there', read_only: true }),
    ]),
  });
  const missing = await scenario.tutti(['alpha', 'generate', 'no-such-container']);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toContain('no container(s) found with the following name(s): no-such-container');
});
