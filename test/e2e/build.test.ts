/** `build`: on our own engine by itself, on a Docker Engine by BuildKit through buildx (which must be installed there). */
import { expect, inject, test } from 'vitest';
import { connected } from '../support/project-resources.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const base = 'redis:6.0-alpine';

const composeFile = `
services:
  web:
    image: build-web:one
    build:
      context: ./app
      args: { WORD: "a \${QUOTED:-word}", FROM_SHELL: }
      additional_contexts: { extra: ./more, base: "service:base" }
      secrets: [file, { source: variable, target: renamed }]
      tags: ["build-web:two"]
      labels: { kept: "yes" }
      ulimits: { nofile: { soft: 123, hard: 456 } }
      extra_hosts: ["there:10.9.8.7"]
      shm_size: 8m
  base:
    build:
      dockerfile_inline: |
        FROM ${base}
        RUN echo from the base > /base
  two: { image: "build-web:two", pull_policy: never, profiles: [two] }
secrets:
  file: { file: ./more/secret }
  variable: { environment: A_SECRET }
`;

const files = {
  'compose.yml': composeFile,
  'app/Dockerfile': `FROM base
ARG WORD FROM_SHELL
COPY --from=extra /x /x
RUN echo "$WORD, $FROM_SHELL" > /words && ulimit -n > /limit && grep there /etc/hosts > /hosts && df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d' ' -f2 > /shm
RUN --mount=type=secret,id=file --mount=type=secret,id=renamed cat /run/secrets/file /run/secrets/renamed | tr a-z A-Z > /seen
`,
  'more/x': 'a file\n',
  'more/secret': 'from a file\n',
};

const env = { A_SECRET: 'from a variable', FROM_SHELL: 'of the shell' };

test('an image of other contexts, another service, secrets, arguments; with its tags and labels', async () => {
  await using scenario = Scenario.create(home, 'build', files);
  const { status, stderr } = await scenario.tutti(['--progress', 'plain', 'build', 'web'], { env });
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/^ build-web:one {2}Built$/m);
  expect(stderr).toMatch(/^ build-base {2}Built$/m);
  expect(stderr).toMatch(/^#\d+ \[web .*\] COPY --from=extra/m);
  expect(stderr).not.toMatch(/from a (file|variable)/i);
  const show =
    'cat /base /x /words /limit /shm /seen; cut -f1 /hosts; echo; cat /run/secrets/* 2>/dev/null; exit 0';
  const shown = await scenario.succeeds(
    ['run', '--rm', '--entrypoint', 'sh', '--no-deps', 'web', '-c', show],
    { env },
  );
  expect(shown.replaceAll('\r', '').trim().split('\n')).toEqual([
    'from the base',
    'a file',
    'a word, of the shell',
    '123',
    '8192',
    'FROM A FILE',
    expect.stringMatching(/^FROM A VARIABLE10\.9\.8\.7/),
  ]);
  await scenario.succeeds(['run', '--rm', '--entrypoint', 'test', 'two', '-e', '/seen'], { env });
  await scenario.succeeds(['--profile', '*', 'down', '--rmi', 'all'], { env });
});

test('a build is given arguments, limits, hosts and shared memory, its image tags and labels', async () => {
  const given = `
      args: { WORD: "a word", FROM_SHELL: }
      tags: ["given-web:two"]
      labels: { kept: "yes" }
      ulimits: { nofile: { soft: 123, hard: 456 } }
      extra_hosts: ["there:10.9.8.7"]
      shm_size: 8m
      target: chosen
      dockerfile: Other
`;
  const dockerfile = `FROM ${base} AS chosen
ARG WORD FROM_SHELL
RUN echo "$WORD, $FROM_SHELL" && ulimit -n && grep there /etc/hosts | cut -f1 && df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d' ' -f2
FROM chosen
RUN false
`;
  await using scenario = Scenario.create(home, 'given', {
    'compose.yml': `services:\n  web:\n    image: given-web:one\n    build:\n      context: app${given}`,
    'app/Other': dockerfile.replace('RUN ', 'RUN (').replace(/(f2)$/m, '$1) > /seen'),
  });
  await scenario.succeeds(['build'], { env });
  const run = (image: string, ...command: string[]) => {
    scenario.write('compose.yml', `services: { web: { image: "${image}", pull_policy: never } }`);
    return scenario.succeeds(['run', '--rm', '-T', '--entrypoint', '', 'web', ...command]);
  };
  expect((await run('given-web:two', 'cat', '/seen')).split('\n')).toEqual([
    'a word, of the shell',
    '123',
    expect.stringMatching(/^10\.9\.8\.7/),
    '8192',
    '',
  ]);
  using engine = await connected(home);
  const { client } = engine;
  const path = '/images/given-web:one/json';
  const { Config } = await client.json<{ Config: { Labels: object } }>({ method: 'GET', path });
  expect(Config.Labels).toMatchObject({ kept: 'yes', 'com.docker.compose.service': 'web' });
  for (const tag of ['one', 'two']) await client.json({ method: 'DELETE', path: `/images/given-web:${tag}` });
});

test('a second build comes from the cache, --no-cache does not', async () => {
  await using scenario = Scenario.create(home, 'again', {
    'compose.yml': `services: { web: { build: { dockerfile_inline: "FROM ${base}\\nRUN date +%s%N > /when\\n" } } }`,
  });
  const build = async (...flags: string[]) => {
    const { status, stderr } = await scenario.tutti(['--progress', 'plain', 'build', ...flags]);
    expect(status, stderr).toBe(0);
    // The classic builders add steps with the labels.
    return /^#(\d+) \[[^\]]*2\/\d\] RUN date[^]*?^#\1 (CACHED|DONE)/m.exec(stderr)?.[2];
  };
  expect(await build('--no-cache')).toBe('DONE');
  expect(await build()).toBe('CACHED');
  expect(await build('--no-cache')).toBe('DONE');
  const quiet = await scenario.tutti(['build', '-q']);
  expect(quiet).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('build --push: the image is in the registry', async () => {
  await using scenario = Scenario.create(home, 'pushed', {
    'compose.yml': `services:
  web:
    image: ${home.registry}/pushed/web:1
    build: { dockerfile_inline: "FROM ${pullable(home, base)}\\nRUN echo pushed > /said\\n" }
`,
  });
  await scenario.succeeds(['build', '--push']);
  const tags = await fetch(`http://${home.registry}/v2/pushed/web/tags/list`);
  expect(await tags.json()).toEqual({ name: 'pushed/web', tags: ['1'] });
  await scenario.succeeds(['down', '--rmi', 'all']);
  await scenario.succeeds(['pull']);
  const said = await scenario.succeeds(['run', '--rm', '--entrypoint', 'cat', '-T', 'web', '/said']);
  expect(said).toBe('pushed\n');
});

test('push: every tag goes to the registry; what is not there fails, and does not where failures are to be ignored', async () => {
  const name = `${home.registry}/pushed/twice`;
  await using scenario = Scenario.create(home, 'pushes', {
    'compose.yml': `services:
  web:
    image: ${name}:1
    build: { tags: ["${name}:2"], dockerfile_inline: "FROM ${base}\\nRUN echo twice > /said\\n" }
  absent: { image: "${home.registry}/pushed/absent:1", build: . }
  foreign: { image: "${base}" }
`,
  });
  await scenario.succeeds(['build', 'web']);
  const failing = await scenario.tutti(['--progress', 'plain', 'push']);
  expect(failing.status).toBe(1);
  expect(failing.stderr).toMatch(/pushed\/absent/);
  const pushed = await scenario.tutti(['--progress', 'plain', 'push', '--ignore-push-failures']);
  expect(pushed.status, pushed.stderr).toBe(0);
  expect(pushed.stderr).toContain(' foreign Skipped');
  const tags = await fetch(`http://${home.registry}/v2/pushed/twice/tags/list`);
  expect(((await tags.json()) as { tags: string[] }).tags.toSorted()).toEqual(['1', '2']);
  await scenario.succeeds(['down', '--rmi', 'all', 'web']);
  await scenario.succeeds(['pull', 'web']);
  expect(await scenario.succeeds(['run', '--rm', '-T', '--entrypoint', 'cat', 'web', '/said'])).toBe(
    'twice\n',
  );
});

test('build --check: what is to be mended, and nothing is built', async () => {
  // BuildKit asks the registry for what a check builds upon, also where the engine has it.
  const from = pullable(home, base);
  await using scenario = Scenario.create(home, 'checked', {
    'compose.yml': 'services:\n  bad: { build: . }\n  good: { build: { dockerfile: good.Dockerfile } }\n',
    Dockerfile: `FROM ${from} as Stage\nMAINTAINER me\n`,
    'good.Dockerfile': `FROM ${from}\n`,
  });
  const bad = await scenario.tutti(['build', '--check']);
  expect(bad.status).toBe(1);
  for (const rule of ['StageNameCasing', 'FromAsCasing', 'MaintainerDeprecated'])
    expect(bad.stdout).toContain(`WARNING: ${rule} - https://docs.docker.com/go/dockerfile/rule/`);
  expect(bad.stdout).toMatch(
    /\/checked\/Dockerfile:2\n-{20}\n {3}1 \| {5}FROM .*\n {3}2 \| >>> MAINTAINER me/,
  );
  expect(bad.stdout).toMatch(/^Check complete, no warnings found\.$/m);
  const good = await scenario.tutti(['build', '--check', 'good']);
  expect(good.status, good.stderr).toBe(0);
  expect(good.stdout.trim()).toBe('good\n\nCheck complete, no warnings found.');
  expect((await scenario.tutti(['images', '-q'])).stdout).toBe('');
});

test('build --dry-run builds nothing; --print needs no engine', async () => {
  await using scenario = Scenario.create(home, 'tried', files);
  const { stderr } = await scenario.tutti(['--dry-run', '--progress', 'plain', 'build', 'web'], { env });
  expect(stderr).toMatch(/^ DRY-RUN MODE - {2}web ==> ==> writing image dryRun-[0-9a-f]{40} $/m);
  expect(stderr).toMatch(/^ DRY-RUN MODE - {2}base ==> ==> naming to tried-base $/m);
  const nowhere = { ...env, DOCKER_HOST: 'unix:///nowhere' };
  const { target, group } = JSON.parse(
    await scenario.succeeds(['build', '--print', 'web'], { env: nowhere }),
  ) as { target: Record<string, Record<string, unknown>>; group: { default: { targets: string[] } } };
  expect(group.default.targets.toSorted()).toEqual(['base', 'web']);
  expect(target['web']).toMatchObject({
    contexts: { base: 'target:base', extra: `${scenario.folder}/more` },
    args: { FROM_SHELL: 'of the shell', WORD: 'a word' },
    secret: [`id=file,type=file,src=${scenario.folder}/more/secret`, 'id=renamed,type=env,env=A_SECRET'],
    tags: ['build-web:two', 'build-web:one'],
    output: ['type=docker'],
  });
});

test('a step that fails leaves no container behind, whichever builder ran it', async () => {
  await using scenario = Scenario.create(home, 'broken', {
    'compose.yml': 'services: { web: { build: . } }\n',
    Dockerfile: `FROM ${pullable(home, base)}\nRUN exit 3\n`,
  });
  using engine = await connected(home);
  const containers = async () => {
    const listing = { method: 'GET', path: '/containers/json', query: { all: true } } as const;
    return (await engine.client.json<{ Id: string }[]>(listing)).map(({ Id }) => Id).toSorted();
  };
  const before = await containers();
  for (const builder of [{}, { DOCKER_BUILDKIT: '0' }]) {
    const { status, stderr } = await scenario.tutti(['build', '--no-cache'], { env: builder });
    expect(status, stderr).not.toBe(0);
    expect(stderr).toMatch(/(code:|status|code) 3/);
    expect(await containers()).toEqual(before);
  }
});
