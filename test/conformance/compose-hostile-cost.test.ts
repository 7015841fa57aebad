import { expect, test, vi } from 'vitest';
import { ComposeFolder } from '../support/compose-project.ts';
import { measureConfig } from '../support/measured-config.ts';

// A process each, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('');
}

function services(count: number, attributes: (i: number) => string): string {
  return `services:\n${lines(count, (i) => `  s${i}: { ${attributes(i)} }\n`)}`;
}

function service(attribute: string): string {
  return `services:\n  a:\n    image: x\n    ${attribute}\n`;
}

const manyFiles = Object.fromEntries(
  Array.from({ length: 30 }, (_, k) => [
    `f${k}.yaml`,
    services(20_000, () => 'image: x').replaceAll('  s', `  s${k}x`),
  ]),
);

const tooMany = /^the (project|file) has more than \d+ values/;

/** What each is refused for; all of them once cost more than they may. */
test.each<[string, Record<string, string>, RegExp]>([
  [
    'services that wait for each other in a ring',
    { 'compose.yaml': services(50_000, (i) => `image: x, depends_on: [s${(i + 1) % 50_000}]`) },
    tooMany,
  ],
  [
    'services that all wait for each other',
    {
      'compose.yaml': `x-all: &all [${lines(600, (i) => `s${i}, `)}]\n${services(600, () => 'image: x, depends_on: *all')}`,
    },
    tooMany,
  ],
  [
    'thousands that wait for what is not there',
    { 'compose.yaml': services(20_000, (i) => `image: x, depends_on: [t${i}]`) },
    /depends on undefined service "t0"/,
  ],
  [
    'included files of thousands of services',
    { ...manyFiles, 'compose.yaml': `include:\n${lines(30, (k) => `  - f${k}.yaml\n`)}` },
    tooMany,
  ],
  [
    'one mistake after forty thousand services',
    { 'compose.yaml': services(40_000, (i) => (i === 39_999 ? 'image: x, mem_limit: 5zz' : 'image: x')) },
    /^services\.s39999\.mem_limit: invalid suffix/,
  ],
  [
    'services that hand on more and more networks',
    {
      'compose.yaml': services(2000, (i) =>
        i === 1999 ? 'image: x' : `extends: s${i + 1}, networks: { n${i}: }`,
      ),
    },
    tooMany,
  ],
  [
    'keys that are not known, by hundreds of thousands',
    { 'compose.yaml': service(`user: u\n${lines(240_000, (i) => `    k${i}: v\n`)}`) },
    /^services\.a: unknown key "k0"/,
  ],
  [
    'a key that comes again after hundreds of thousands',
    { 'compose.yaml': `x-a:\n${lines(240_000, (i) => `  k${i}: v\n`)}  k0: w\n` },
    /^mapping key "k0" already defined at line 2/,
  ],
  ['millions of empty documents', { 'compose.yaml': '---\n'.repeat(4_000_000) }, tooMany],
  [
    'volumes by hundreds of thousands',
    { 'compose.yaml': service(`volumes: [${lines(200_000, (i) => `"/a${i}:/b${i}", `)}]`) },
    tooMany,
  ],
  [
    'links by hundreds of thousands',
    { 'compose.yaml': service(`links: [${lines(400_000, (i) => `t${i}, `)}]`) },
    tooMany,
  ],
  [
    'a volume of millions of colons',
    { 'compose.yaml': service(`volumes: ["${':'.repeat(8_000_000)}"]`) },
    /^services\.a\.volumes/,
  ],
  [
    'env files that are not there, by tens of thousands',
    { 'compose.yaml': services(20_000, (i) => `image: x, env_file: e${i}.env`) },
    /^env file .* not found/,
  ],
  [
    'includes that read a long env file again and again',
    {
      'compose.yaml': `include:\n${lines(300, () => '  - { path: a.yaml, env_file: long.env, project_directory: . }\n')}`,
      'a.yaml': service(''),
      'long.env': lines(300_000, (i) => `K${i}=v\n`),
    },
    tooMany,
  ],
])('%s: refused in 2 seconds and 300 MB', async (_, files, message) => {
  using folder = new ComposeFolder(files);
  const { status, stderr, seconds, megabytes } = await measureConfig(folder.path);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(status).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(2);
  expect(megabytes).toBeLessThan(300);
});

test('ten thousand services of ten attributes are printed in 300 MB', async () => {
  const attributes =
    'image: x, environment: { A: b, C: d }, labels: [e=f], ports: ["80:80"], volumes: ["v:/v"], command: [run], restart: always, user: u, networks: [front]';
  using folder = new ComposeFolder({
    'compose.yaml': `${services(10_000, () => attributes)}volumes: { v: }\nnetworks: { front: }\n`,
  });
  const { status, stderr, megabytes } = await measureConfig(folder.path);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(megabytes).toBeLessThan(300);
});
