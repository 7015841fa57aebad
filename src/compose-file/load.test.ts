import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ComposeFolder } from '../../test/support/compose-project.ts';

test('a file becomes a project with defaults, absolute paths and names', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': `
services:
  web:
    build: ./web
    ports: ["8080:80"]
    volumes: [./data:/data:ro, cache:/cache]
    environment: [MODE=dev, HOME]
    command: npm run "dev server"
    depends_on: [db]
  db: { image: "postgres:\${PG:-17}", stop_grace_period: 90s }
volumes: { cache: }
`,
  });
  const project = await folder.load();
  expect(project).toMatchObject({
    name: 'app',
    workingDir: folder.path,
    composeFiles: [`${folder.path}/compose.yaml`],
  });
  expect(project.volumes).toEqual({ cache: { name: 'app_cache' } });
  expect(project.networks).toEqual({ default: { name: 'app_default', ipam: {} } });
  expect(project.services['db']).toMatchObject({
    image: 'postgres:17',
    stop_grace_period: '1m30s',
    command: null,
  });
  expect(project.services['web']).toMatchObject({
    build: { context: `${folder.path}/web`, dockerfile: 'Dockerfile' },
    ports: [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }],
    volumes: [
      {
        type: 'bind',
        source: `${folder.path}/data`,
        target: '/data',
        read_only: true,
        bind: { create_host_path: true },
      },
      { type: 'volume', source: 'cache', target: '/cache', volume: {} },
    ],
    environment: { MODE: 'dev', HOME: '/home/me' },
    command: ['npm', 'run', 'dev server'],
    depends_on: { db: { condition: 'service_started', required: true } },
  });
});

test('all mistakes of a project are reported at once, over included and extended files', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': `include: [other/compose.yaml]
services:
  web:
    imge: nginx
    ports: "80:80"
    depends_on: [dbb]
  db:
    image: postgres
    networks: [fornt]
    environment: { A: "\${REQUIRED:?say it}" }
  app:
    extends: { service: bse, file: base.yaml }
networks: { front: }
`,
    'other/compose.yaml': 'services:\n  inc:\n    image: x\n    mem_limit: 10xb\n',
    'base.yaml': 'services: { base: { image: x } }\n',
  });
  expect(await folder.mistakes()).toEqual([
    'compose.yaml:4:5 unknown-key',
    'compose.yaml:5:12 wrong-type',
    'compose.yaml:6:18 unknown-service',
    'compose.yaml:9:16 undefined-network',
    'compose.yaml:10:23 required-variable',
    'compose.yaml:12:25 unknown-service',
    'other/compose.yaml:4:16 invalid-size',
  ]);
  const hints = (await folder.problems()).map(({ hint }) => hint);
  expect(hints).toEqual(
    expect.arrayContaining([
      'Did you mean "image"?',
      'Did you mean "db"?',
      'Did you mean "front"?',
      'Did you mean "base"?',
    ]),
  );
});

test.each([
  ['web: { image: x }', 'Services belong under "services:".'],
  ['version: 3\nservices: { a: { image: x } }', 'Put it in quotes: "3".'],
  ['services: { a: { image: x, stop_grace_period: 10 } }', 'Write it with a unit: "10s".'],
  ['services: { a: { image: x, environment: [A: 1] } }', 'Write "A=1", or leave "- " away.'],
  ['services: { a: { image: x, command: [say: hello] } }', 'Put it in quotes: "say: hello".'],
  ['services: { a: { image: x, pull_policy: allways } }', 'Did you mean "always"?'],
  [
    'services: { a: { image: x, container_name: c } }',
    'Write two characters at least: letters, digits, "_", "." and "-".',
  ],
  ['services: { a: { image: x, labels: { "": v } } }', 'Keys here must not be empty.'],
  ['services: { a: { image: x, links: [b] } }', undefined],
])('says how to write %s', async (text, hint) => {
  using folder = new ComposeFolder({ 'compose.yaml': text });
  expect((await folder.problems()).map((problem) => problem.hint)).toEqual([hint]);
});

test('a secret that says nothing is one mistake', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'services: { a: { image: x } }\nsecrets: { token: {} }\n',
  });
  expect(await folder.mistakes()).toEqual(['compose.yaml:2:19 missing-key']);
});

test('a mistake in one service does not make others of it', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'services:\n  web: { image: x, depends_on: [db] }\n  db: [1, 2]\n',
  });
  expect(await folder.mistakes()).toEqual(['compose.yaml:3:7 wrong-type']);
});

test('a file that is no YAML names the place, and the other files are read', async () => {
  using folder = new ComposeFolder({
    'a.yaml': 'services:\n  web:\n    image: x\n   ports: []\n',
    'b.yaml': 'services: { web: { imag: y } }\n',
  });
  expect(await folder.mistakes({ files: ['a.yaml', 'b.yaml'] })).toEqual([
    'a.yaml:4:4 yaml-syntax',
    'b.yaml:1:20 unknown-key',
  ]);
});

test('values of secrets from the environment are in the project, and in no message', async () => {
  using folder = new ComposeFolder({
    'compose.yaml':
      'services: { a: { image: x, secrets: [token], bad: 1 } }\nsecrets: { token: { environment: TOKEN } }\n',
  });
  const environment = { TOKEN: 'hunter2' };
  const problems = await folder.problems({ environment });
  expect(problems).toHaveLength(1);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});

test('standard input is a file named "-"', async () => {
  using folder = new ComposeFolder({});
  const project = await folder.load({ files: ['-'], readStdin: async () => 'services: { a: { image: x } }' });
  expect(project).toMatchObject({ name: 'app', composeFiles: ['-'], services: { a: { image: 'x' } } });
});

test('profiles decide which services there are, and naming a service switches its profile on', async () => {
  const files = {
    'compose.yaml': `services:
  a: { image: x, depends_on: [b] }
  b: { image: y }
  c: { image: z, profiles: [debug], volumes: ["v:/v"] }
volumes: { v: }
`,
  };
  using folder = new ComposeFolder(files);
  const plain = await folder.load();
  expect([Object.keys(plain.services), Object.keys(plain.disabledServices), plain.volumes]).toEqual([
    ['a', 'b'],
    ['c'],
    {},
  ]);
  expect(Object.keys((await folder.load({ profiles: ['debug'] })).services)).toEqual(['a', 'b', 'c']);
  expect(Object.keys((await folder.load({ services: ['c'] })).services)).toEqual(['c']);
  expect(Object.keys((await folder.load({ services: ['a'] })).services)).toEqual(['a', 'b']);
  expect(
    Object.keys((await folder.load({ environment: { COMPOSE_PROFILES: 'debug' } })).services),
  ).toHaveLength(3);
});

test.each([
  ['the folder', {}, {}, 'app'],
  ['name:', {}, { 'compose.yaml': 'name: From-File\nservices: { a: { image: x } }' }, 'from-file'],
  ['.env', {}, { '.env': 'COMPOSE_PROJECT_NAME=dot' }, 'dot'],
  ['-p', { projectName: 'flag' }, { '.env': 'COMPOSE_PROJECT_NAME=dot' }, 'flag'],
])('the project is named after %s', async (_, options, files, name) => {
  using folder = new ComposeFolder({ 'compose.yaml': 'services: { a: { image: x } }', ...files });
  expect((await folder.load(options)).name).toBe(name);
});

test('a file is found in a folder above, with its override and .env', async () => {
  using folder = new ComposeFolder({
    'docker-compose.yml': 'services: { a: { image: "x:${TAG}" } }',
    'docker-compose.override.yml': 'services: { a: { hostname: h } }',
    '.env': 'TAG=5',
    'sub/deep/keep': '',
  });
  const project = await folder.load({ cwd: `${folder.path}/sub/deep` });
  expect(project.services['a']).toMatchObject({ image: 'x:5', hostname: 'h' });
  expect(project.workingDir).toBe(folder.path);
});

test('texts that are not saved stand for the files of a project, included and extended ones too', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'include: [more.yaml]\nservices: { web: { extends: { service: b, file: base.yaml } } }\n',
    'more.yaml': 'services: { db: { image: old } }\n',
    'base.yaml': 'services: { b: { image: old } }\n',
  });
  const at = (name: string) => join(folder.path, name);
  const contents = new Map([
    [at('more.yaml'), 'services: { db: { image: new } }\n'],
    [at('base.yaml'), 'services: { b: { image: newer } }\n'],
  ]);
  const { services } = await folder.load({ contents });
  expect([services['db']?.image, services['web']?.image]).toEqual(['new', 'newer']);
});
