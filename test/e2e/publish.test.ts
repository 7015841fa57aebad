/** `publish`: a project goes to a registry as an OCI artifact, and comes back with `-f oci://…`. */
import { expect, inject, test } from 'vitest';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = 'redis:6.0-alpine';
const repository = (name: string): string => `${home.registry}/published/${name}`;

const files = {
  'compose.yml': `services:
  web:
    image: ${pullable(home, image)} # in the registry
    env_file: [{ path: web.env }]
    environment: { A: "1" }
  other:
    extends: { file: sub/base.yaml, service: base }
    command: redis-server --port 7777
`,
  'override.yml': 'services:\n  web: { labels: { over: written } }\n',
  'sub/base.yaml': `services:\n  base:\n    image: ${pullable(home, image)}\n    env_file: base.env\n`,
  'sub/base.env': 'BASE=base\n',
  'web.env': 'FROM_FILE=yes\n',
};

async function tags(name: string): Promise<unknown> {
  const answer = await fetch(`http://${home.registry}/v2/published/${name}/tags/list`);
  return answer.ok ? ((await answer.json()) as { tags: unknown }).tags : undefined;
}

async function manifest(name: string, reference: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`http://${home.registry}/v2/published/${name}/manifests/${reference}`, {
    headers: {
      accept: 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json',
    },
  });
  return (await answer.json()) as Record<string, unknown>;
}

test('several files, one that is extended, and env files come back as they were', async () => {
  await using scenario = Scenario.create(home, 'published', files);
  const env = { XDG_CACHE_HOME: `${scenario.folder}/cache` };
  const both = ['-f', 'compose.yml', '-f', 'override.yml'];
  const published = await scenario.tutti(
    ['--progress', 'plain', ...both, 'publish', '--with-env', '-y', repository('app:1')],
    { env },
  );
  expect(published.status, published.stderr).toBe(0);
  expect(published.stderr).toContain(` ${repository('app:1')} published`);
  const here = JSON.parse(await scenario.succeeds([...both, 'config', '--format', 'json']));
  const loaded = ['-f', `oci://${repository('app:1')}`, '-p', 'published'];
  const there = JSON.parse(await scenario.succeeds([...loaded, 'config', '--format', 'json'], { env }));
  expect(there).toEqual(here);
  expect(there.services.other.environment).toEqual({ BASE: 'base' });
  expect(await scenario.succeeds([...loaded, 'up', '-d', '--wait'], { env })).toBe('');
  const shown = await scenario.succeeds([
    '-p',
    'published',
    'exec',
    '-T',
    'web',
    'printenv',
    'FROM_FILE',
    'A',
  ]);
  expect(shown).toBe('yes\n1\n');
});

test('nothing is published without consent', async () => {
  await using scenario = Scenario.create(home, 'asked', {
    ...files,
    'mounts.yml': `services:\n  web: { image: x, volumes: ["./data:/data"] }\n`,
    'secret.yml': `services:\n  web: { image: x, labels: { API_TOKEN: "abcd1234efgh" } }\n`,
    'built.yml': 'services:\n  web: { build: . }\n',
    'including.yml': 'include: [secret.yml]\n',
  });
  const refused = async (args: string[], input = ''): Promise<string> => {
    const { status, stdout, stderr } = await scenario.tutti([...args, repository('asked:1')], { input });
    return `${status} ${stdout}${stderr}`;
  };
  expect(await refused(['publish'], 'y\n')).toMatch(/^1 [^]*"web" has env_file declared[^]*--with-env/);
  expect(await refused(['publish', '--with-env'], 'n\n')).toMatch(/^0 [^]*FROM_FILE|env_file[^]*Are you ok/);
  const mounts = await refused(['-f', 'mounts.yml', 'publish'], 'n\n');
  expect(mounts).toMatch(/^0 [^]*bind mounts[^]*\/asked\/data:\/data[^]*Are you ok/);
  const secret = await refused(['-f', 'secret.yml', 'publish'], 'n\n');
  expect(secret).toMatch(/^0 [^]*sensitive data[^]*abcd… [^]*secret\.yml:2/);
  expect(secret).not.toContain('abcd1234');
  expect(await refused(['-f', 'built.yml', 'publish', '-y'])).toMatch(
    /^1 .*only contains a build section[^]*- "web"/,
  );
  expect(await refused(['-f', 'including.yml', 'publish', '-y'])).toMatch(/^1 .*local includes/);
  expect(await refused(['--dry-run', 'publish', '-y'])).toMatch(/^0 [^]*DRY-RUN MODE.*published/);
  expect(await tags('asked')).toBeUndefined();
});

test('--app takes the images along, --oci-version chooses the form', async () => {
  await using scenario = Scenario.create(home, 'application', {
    'compose.yml': `services:\n  web: { image: "${home.registry}/docker.io/library/${image}" }\n`,
  });
  await scenario.succeeds(['publish', '--app', repository('whole:1')]);
  const project = await manifest('whole', '1');
  expect(project).toMatchObject({
    artifactType: 'application/vnd.docker.compose.project',
    config: { mediaType: 'application/vnd.oci.empty.v1+json' },
  });
  const layers = project['layers'] as { annotations: Record<string, string>; data: string }[];
  expect(layers.map(({ annotations }) => annotations['com.docker.compose.file'])).toEqual([
    'compose.yml',
    'image-digests.yaml',
  ]);
  const pins = Buffer.from(layers[1]?.data ?? '', 'base64').toString();
  const digest = /image: .*@(sha256:[0-9a-f]{64})/.exec(pins)?.[1] ?? '';
  expect(await manifest('whole', digest)).toMatchObject({ schemaVersion: 2 });
  await scenario.succeeds(['publish', '--oci-version', '1.0', repository('whole:old')]);
  const old = await manifest('whole', 'old');
  expect(old).toMatchObject({
    config: { mediaType: 'application/vnd.docker.compose.config.empty.v1+json' },
  });
  expect(old).not.toHaveProperty('artifactType');
});
