/**
 * What Docker Compose and tutti make of the same project for others to read: bake files, checks, published artifacts, descriptions of
 * containers, rehearsals. Both build through buildx, and find it as docker does.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Finished, run } from '../support/command.ts';
import { neededCompose } from '../support/docker-compose.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const [compose = '', ...composeArgs] = neededCompose();
const main = join(import.meta.dirname, '../../src/main.ts');

const files: Record<string, string> = {
  'builds.yaml': `
name: compared-builds
services:
  we.b:
    image: compared-web:1
    build:
      context: ./app
      args: { WORD: "a\${UNSET:-x}", OTHER: }
      additional_contexts: { extra: ./more, base: "service:base" }
      secrets: [tok, { source: envtok, target: et }]
      ssh: [default, key=./more/x]
      tags: ["web:extra"]
      extra_hosts: ["a:10.0.0.1", "b:10.0.0.2"]
      ulimits: { nofile: { soft: 100, hard: 200 } }
      shm_size: 64m
      labels: { a: "<b>" }
      cache_from: ["type=registry,ref=x/y"]
      cache_to: ["type=inline"]
      platforms: [linux/amd64, linux/arm64]
      privileged: true
      provenance: mode=max
      sbom: true
      no_cache: true
      pull: true
      network: host
      target: last
    depends_on: [other]
  base:
    build:
      entitlements: [network.host, security.insecure]
      isolation: default
      provenance: "false"
      cache_from: ["type=local,src=./cache"]
      cache_to: ["type=local,dest=./cache,mode=max"]
      dockerfile_inline: |
        FROM busybox
        RUN echo $$\{HOME}
  other: { build: { context: ., dockerfile: app/lint.Dockerfile }, platform: linux/amd64 }
secrets:
  tok: { file: ./more/x }
  envtok: { environment: TOK }
`,
  'app/Dockerfile': 'FROM base AS last\nARG WORD\n',
  'app/lint.Dockerfile': 'FROM busybox as Foo\nfrom busybox\nRUN  echo $X\nMAINTAINER me\n',
  'more/x': 'hi\n',
  'published.yaml': `services:
  web:
    image: REGISTRY/web:1   # said beside it
    env_file: web.env
    environment: { A: "1" }
    volumes: [./data:/data]
  other:
    extends:
      file: sub/base.yaml
      service: base
    env_file:
      - path: web.env
        required: false
`,
  'over.yaml': 'services:\n  web:\n    labels: { a: b }\n',
  'sub/base.yaml': 'services:\n  base:\n    image: REGISTRY/web:1\n    command: sleep 1000\n',
  'web.env': 'X=1\n',
  'app.yaml': `name: compared-app
services:
  web:
    image: busybox
    command: sleep 1000
    stop_signal: SIGKILL
    labels: { l: "1" }
    environment: { A: "1" }
    healthcheck: { test: "true", interval: 90s, retries: 4 }
    ports: ["127.0.0.1::80"]
    volumes: [data:/data]
    secrets: [kept]
volumes: { data: }
secrets: { kept: { file: ./more/x } }
`,
};

interface BakeFile {
  group: { default: { targets: string[] } };
  target: Record<string, { ssh?: string[] }>;
}

const folder = mkdtempSync(join(tmpdir(), 'artifacts-'));
let registry: TestRegistry;

const env = { TOK: 'told', __TEST__INSECURE__REGISTRY__: '1', XDG_CACHE_HOME: join(folder, 'cache') };

function ours(args: string[], input = ''): Promise<Finished> {
  return run(process.execPath, [main, ...args], { cwd: folder, env, input });
}

function theirs(args: string[], input = ''): Promise<Finished> {
  return run(compose, [...composeArgs, ...args], { cwd: folder, env, input });
}

async function both(args: string[], input = ''): Promise<[Finished, Finished]> {
  return [await theirs(args, input), await ours(args, input)];
}

describe('as Docker Compose', () => {
  beforeAll(async () => {
    registry = await startRegistry();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text.replaceAll('REGISTRY', registry.host));
    }
    const push = await ours(['-f', await pushedFile(), 'push']);
    if (push.status !== 0) throw new Error(push.stderr);
    const up = await ours(['-f', 'app.yaml', 'up', '-d']);
    if (up.status !== 0) throw new Error(up.stderr);
  });

  afterAll(async () => {
    await ours(['-f', 'app.yaml', 'down', '-v', '-t', '0']);
    await ours(['-f', 'pushed.yaml', 'down', '--rmi', 'all']);
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** An image in the registry, built from the engine's busybox. */
  async function pushedFile(): Promise<string> {
    const file = 'pushed.yaml';
    const image = `${registry.host}/web:1`;
    const text = `name: compared-pushed\nservices: { web: { image: "${image}", build: { dockerfile_inline: FROM busybox } } }\n`;
    writeFileSync(join(folder, file), text);
    const built = await ours(['-f', file, 'build']);
    if (built.status !== 0) throw new Error(built.stderr);
    return file;
  }

  test.each([
    ['everything', ['build', '--print']],
    ['one, with what it depends on', ['build', '--print', '--with-dependencies', 'we.b']],
    ['a check', ['build', '--print', '--check', 'other']],
    [
      'flags',
      ['build', '--print', '--push', '--build-arg', 'WORD=b', '--build-arg', 'TOK', '--ssh', 'default'],
    ],
  ])('the bake file: %s', async (_what, args) => {
    const [expected, actual] = await both(['-f', 'builds.yaml', ...args]);
    expect(actual.status, actual.stderr).toBe(expected.status);
    // The order of targets and keys is by chance.
    const sorted = (text: string): string => {
      const file = JSON.parse(text) as BakeFile;
      file.group.default.targets.sort();
      for (const target of Object.values(file.target)) target.ssh?.sort();
      return JSON.stringify(file, null, 2);
    };
    expect(sorted(actual.stdout)).toBe(sorted(expected.stdout));
    expect(actual.stdout.length).toBe(expected.stdout.length);
  });

  test('a check: the report, and the exit code', async () => {
    const check = ['-f', 'builds.yaml', '--progress', 'quiet', 'build', '--check', 'other'];
    const [expected, actual] = await both(check);
    expect(actual.status).toBe(expected.status);
    expect(actual.stdout).toBe(expected.stdout);
    expect(actual.stdout).toContain('StageNameCasing');
  });

  async function manifest(name: string): Promise<Record<string, unknown>> {
    const [repository, tag] = name.split(':');
    const answer = await fetch(`http://${registry.host}/v2/${repository}/manifests/${tag}`, {
      headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
    const found = (await answer.json()) as { annotations?: Record<string, string> };
    expect(found.annotations?.['org.opencontainers.image.created']).toMatch(/^\d{4}-.*(Z|\d\d)$/);
    return { ...found, annotations: undefined };
  }

  test.each([
    ['with variables', ['--with-env']],
    ['in the old form', ['--oci-version', '1.0']],
    ['with digests', ['--resolve-image-digests']],
    ['with its images', ['--app']],
  ])('a published project: %s', async (_what, flags) => {
    const publish = ['-f', 'published.yaml', '-f', 'over.yaml', 'publish', '-y', ...flags];
    const tag = flags.join('').replaceAll('-', '');
    const published = await Promise.all([
      theirs([...publish, `${registry.host}/theirs:${tag}`]),
      ours([...publish, `${registry.host}/ours:${tag}`]),
    ]);
    expect(published.map(({ status }) => status)).toEqual([0, 0]);
    const [expected, actual] = [await manifest(`theirs:${tag}`), await manifest(`ours:${tag}`)];
    expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
  });

  test('each loads what the other has published', async () => {
    const project = JSON.parse(
      (await ours(['-f', 'published.yaml', '-f', 'over.yaml', 'config', '--format', 'json'])).stdout,
    );
    const load = (who: string): string[] => [
      '-f',
      `oci://${registry.host}/${who}:withenv`,
      'config',
      '--format',
      'json',
    ];
    const loaded = [await theirs(load('ours'), 'y\ny\n'), await ours(load('theirs'), 'y\n')];
    for (const { stdout, stderr } of loaded) {
      const text = stdout.slice(stdout.indexOf('{'));
      const { services } = JSON.parse(text) as { services: Record<string, Record<string, unknown>> };
      expect(services['other'], stderr).toEqual(project.services.other);
      expect({ ...services['web'], volumes: [] }).toEqual({ ...project.services.web, volumes: [] });
    }
  });

  test('alpha generate', async () => {
    for (const flags of [[], ['--format', 'json'], ['--name', 'x']]) {
      const [expected, actual] = await both(['alpha', 'generate', ...flags, 'compared-app-web-1']);
      expect(actual).toEqual(expected);
    }
    for (const wrong of [[], ['nosuch'], ['--format', 'x', 'compared-app-web-1']]) {
      const [expected, actual] = await both(['alpha', 'generate', ...wrong]);
      expect(actual.status).toBe(expected.status);
      expect(actual.stderr.split('\n').slice(0, 2)).toEqual(expected.stderr.split('\n').slice(0, 2));
    }
  });

  test('bridge: no transformation, and the lists', async () => {
    for (const args of [['list'], ['ls', '-q'], ['list', '--format', 'json'], ['list', '--format', 'x']]) {
      const [expected, actual] = await both(['bridge', 'transformations', ...args]);
      expect(actual).toEqual(expected);
    }
  });

  test.each([
    'commit web compared:1',
    'cp web:/etc/passwd passwd',
    'export -o out.tar web',
    'exec -d web true',
    'kill web',
    'pause',
    'stop',
    'restart',
    'push',
    '-f pushed.yaml build',
    '-f pushed.yaml pull',
    '-f published.yaml publish -y a/b:1',
  ])('--dry-run %s', async (line) => {
    const words = line.split(' ');
    const file = words[0] === '-f' ? words.splice(0, 2) : ['-f', 'app.yaml'];
    const [expected, actual] = await both([...file, '--progress', 'plain', '--dry-run', ...words]);
    const lines = ({ stdout, stderr }: Finished): string[] =>
      `${stdout}${stderr}`
        .split('\n')
        .filter((each) => each.includes('DRY-RUN'))
        .sort();
    expect(lines(actual), actual.stderr).toEqual(lines(expected));
    expect(actual.status).toBe(expected.status);
    expect(lines(actual)).not.toEqual([]);
  });

  test('a rehearsal has changed nothing', async () => {
    const { stdout } = await ours(['-f', 'app.yaml', 'ps', '-a', '--format', '{{.Name}} {{.State}}']);
    expect(stdout).toBe('compared-app-web-1 running\n');
    expect(() => readFileSync(join(folder, 'out.tar'))).toThrow('ENOENT');
    expect(() => readFileSync(join(folder, 'passwd'))).toThrow('ENOENT');
  });
});
