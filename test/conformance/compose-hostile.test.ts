import { expect, test, vi } from 'vitest';
import { ComposeFolder } from '../support/compose-project.ts';

// Large inputs on a busy machine: what a load may cost is bounded in processor time, where it is.
vi.setConfig({ testTimeout: 60_000 });

const service = 'services: { a: { image: x } }\n';

const longEnv = Array.from({ length: 5000 }, (_, i) => `K${i}=v\n`).join('');

/** Each level names the one before ten times. */
function bomb(levels: number, make: (name: string) => string): string {
  const lines = ['x-a0: &a0 { k: v }'];
  for (let i = 1; i < levels; i++) lines.push(`x-a${i}: &a${i} ${make(`*a${i - 1}`)}`);
  return `${lines.join('\n')}\n${service}`;
}

/** What `!override` marks is kept as it stands until it is read. */
function overridden(levels: number): string {
  const inside = bomb(levels, (alias) => `[${Array(10).fill(alias).join(', ')}]`).replace(service, '');
  return `x-a: !override\n${inside.replaceAll(/^/gm, '  ')}\n${service}`;
}

test.each([
  ['aliases of aliases', bomb(10, (alias) => `[${Array(10).fill(alias).join(', ')}]`), 'too-many-values'],
  ['merge keys of merge keys', bomb(40, (alias) => `{ <<: [${alias}, ${alias}] }`), 'too-many-values'],
  [
    'documents that add to what all others say',
    Array.from(
      { length: 250 },
      (_, k) =>
        `---\nservices:\n${Array.from({ length: 100 }, (_, i) => `  s${i}: { image: x, labels: { l${k}: v } }\n`).join('')}`,
    ).join(''),
    'too-many-values',
  ],
  ['an alias inside its anchor', 'x-a: &a { b: *a }\n', 'alias-cycle'],
  ['deep brackets', `x-a: ${'['.repeat(100_000)}`, 'yaml-syntax'],
  [
    'deep indentation',
    Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'yaml-syntax',
  ],
  ['a million values', `x-a:\n${'  - v\n'.repeat(1_000_001)}`, 'too-many-values'],
  ['a million empty values', `x-a:\n${'  -\n'.repeat(1_000_001)}`, 'too-many-values'],
  [
    'half a million keys',
    `x-a:\n${Array.from({ length: 500_001 }, (_, i) => `  k${i}: v\n`).join('')}`,
    'too-many-values',
  ],
  ['aliases of aliases below !override', overridden(10), 'too-many-values'],
  [
    'a million variables in one',
    `services: { a: { image: "${'${A:-'.repeat(20_000)}${'}'.repeat(20_000)}" } }`,
    'invalid-interpolation',
  ],
  [
    'ranges of all ports',
    `services: { a: { image: x, ports: [${Array.from({ length: 50 }, (_, i) => `"127.0.0.${i}:1-65535:1-65535"`).join(', ')}] } }`,
    'too-many-values',
  ],
  [
    'variables that multiply',
    `services: { a: { image: x, labels: [${Array.from({ length: 40 }, (_, i) => `"L${i}=${'${BIG}'.repeat(100)}"`).join(', ')}] } }`,
    'too-many-values',
  ],
  [
    'services that hand on more and more',
    `services:\n${Array.from({ length: 2000 }, (_, i) => `  s${i}: { extends: s${i + 1}, labels: [l${i}=1] }`).join('\n')}\n  s2000: { image: x }\n`,
    'too-many-values',
  ],
  [
    'a name of megabytes',
    `services: { a: { image: x, pull_policy: "every_${'1h'.repeat(2_000_000)}!" } }`,
    'invalid-value',
  ],
  [
    'a command of millions of words',
    `services: { a: { image: x, command: ${'y '.repeat(2_100_000)}} }`,
    'too-many-values',
  ],
  [
    'services that read a long env file again and again',
    `services:\n${Array.from({ length: 500 }, (_, i) => `  s${i}: { image: x, env_file: long.env }`).join('\n')}\n`,
    'too-many-values',
  ],
  [
    'services that read long labels again and again',
    `services:\n${Array.from({ length: 500 }, (_, i) => `  s${i}: { image: x, label_file: long.env }`).join('\n')}\n`,
    'too-many-values',
  ],
  [
    'the same item many times',
    `services: { a: { image: x, group_add: [${'p,'.repeat(50_000)}] } }`,
    'repeated-item',
  ],
  ['a number of megabytes', `services: { a: { image: x, cpus: ${'1_'.repeat(1_000_000)}1 } }`, 'wrong-type'],
  [
    'a duration of megabytes',
    `services: { a: { image: x, stop_grace_period: "${'1'.repeat(4_000_000)}h" } }`,
    'invalid-duration',
  ],
  ['a path longer than the system allows', `include: [${'a'.repeat(5000)}]\n`, 'path-unreadable'],
  ['a path with a zero byte', 'include: ["a\\0"]\n', 'path-unreadable'],
  ['a file below a file', 'include: [compose.yaml/x]\n', 'compose-file-not-found'],
  ['a tag without end', `x-a: !<${'%4'.repeat(1000)}> x\n${service}`, 'yaml-syntax'],
  ['a text of UTF-16 cut in the middle', new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x61]), 'not-a-mapping'],
  [
    'random bytes',
    Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 0xff),
    'not-utf8',
  ],
  ['a file that includes itself', 'include: [compose.yaml]\n', 'include-cycle'],
  ['a service that extends itself', 'services: { a: { extends: a } }\n', 'extends-cycle'],
  ['bytes that are no text', new Uint8Array([0x80, 0xff, 0x00]), 'not-utf8'],
  ['control characters', 'a: \u0007', 'yaml-syntax'],
  ['17 MB', 'x'.repeat(17 * 1024 * 1024), 'file-too-large'],
])('%s is refused', async (_, content, code) => {
  using folder = new ComposeFolder({ 'compose.yaml': content, 'long.env': longEnv });
  const environment = { BIG: 'x'.repeat(10_000) };
  expect((await folder.problems({ environment })).map((problem) => problem.code)).toContain(code);
});

test('many documents and many lines of an env file load in time', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': `services: { s0: { image: x } }\n${'---\nservices: { s0: { user: u } }\n'.repeat(2000)}`,
    '.env': Array.from({ length: 20_000 }, (_, i) => `K${i}=v\n`).join(''),
  });
  expect((await folder.load()).services['s0']).toMatchObject({ image: 'x', user: 'u' });
});

test('a long chain of extends needs no memory beyond its copies', async () => {
  const chain = Array.from({ length: 3000 }, (_, i) => `  s${i}: { extends: s${i + 1} }`).join('\n');
  using folder = new ComposeFolder({ 'compose.yaml': `services:\n${chain}\n  s3000: { image: x }\n` });
  expect((await folder.load()).services['s0']).toMatchObject({ image: 'x' });
});

test('files that include each other in ever new ways come to an end', async () => {
  const files: Record<string, string> = { 'a20.yaml': service };
  for (let i = 0; i < 20; i++)
    files[`a${i}.yaml`] = `include: [a${i + 1}.yaml, { path: a${i + 1}.yaml, project_directory: . }]`;
  using folder = new ComposeFolder(files);
  expect((await folder.problems({ files: ['a0.yaml'] })).map(({ code }) => code)).toEqual([
    'too-many-values',
  ]);
});

test('a large file that is included again and again is not read to the end each time', async () => {
  const services = Array.from({ length: 5000 }, (_, i) => `  s${i}: { image: x }\n`).join('');
  using folder = new ComposeFolder({
    'compose.yaml': `include: [${'big.yaml, '.repeat(100)}]\n`,
    'big.yaml': `services:\n${services}`,
  });
  expect((await folder.problems()).map(({ code }) => code)).toEqual(['too-many-values']);
});

test('an env file of more than half a million variables is refused', async () => {
  using folder = new ComposeFolder({ 'compose.yaml': service, '.env': 'A=b\n'.repeat(500_001) });
  expect(await folder.mistakes()).toEqual(['.env:500001:1 invalid-env-file']);
});

test('links that lead in circles are refused', async () => {
  using folder = new ComposeFolder({}, { 'compose.yaml': 'compose.yaml' });
  expect(await folder.mistakes()).toEqual(['path-unreadable']);
});

test('of tens of thousands of mistakes a hundred are told', async () => {
  const keys = Array.from({ length: 40_000 }, (_, i) => `k${i}: 1`).join(', ');
  using folder = new ComposeFolder({ 'compose.yaml': `services: { a: { ${keys} } }` });
  expect(await folder.problems()).toHaveLength(100);
});

test('long chains of services need no deep stack', async () => {
  const services = Array.from({ length: 5000 }, (_, i) => `  s${i}: { image: x, depends_on: [s${i + 1}] }`);
  using folder = new ComposeFolder({
    'compose.yaml': `services:\n${services.join('\n')}\n  s5000: { image: x }\n`,
  });
  expect(Object.keys((await folder.load({ services: ['s0'] })).services)).toHaveLength(5001);
});

test('names of objects in JavaScript are names like any other', async () => {
  const content =
    'services: { constructor: { image: x, labels: { __proto__: y, toString: z } }, __proto__: { image: w } }';
  using folder = new ComposeFolder({ 'compose.yaml': content });
  const { services } = await folder.load();
  expect(Object.keys(services).sort()).toEqual(['__proto__', 'constructor']);
  expect(Object.entries(services['constructor']?.labels ?? {})).toEqual(
    expect.arrayContaining([['__proto__', 'y']]),
  );
});

test('texts of millions of pieces are read whole', async () => {
  const [pieces, words] = [500_000, 50_000];
  using folder = new ComposeFolder({
    'compose.yaml': `services:
  a:
    image: x
    command: '${'\\a'.repeat(words)}'
    labels:
      single: '${"''".repeat(pieces)}'
      double: "${'\\"'.repeat(pieces)}"
      dollars: ${'$$'.repeat(pieces)}
      file: $FILE
    volumes: ["./${'../'.repeat(pieces)}:/x"]
`,
    '.env': `FILE="${'\\"'.repeat(pieces)}"`,
  });
  const service = (await folder.load()).services['a'];
  expect(service?.labels?.['single'] === "'".repeat(pieces)).toBe(true);
  expect(service?.labels?.['double'] === '"'.repeat(pieces)).toBe(true);
  expect(service?.labels?.['dollars'] === '$'.repeat(pieces)).toBe(true);
  expect(service?.labels?.['file'] === '"'.repeat(pieces)).toBe(true);
  expect(service?.command?.[0] === 'a'.repeat(words)).toBe(true);
  expect(service?.volumes?.[0]?.source).toBe('/');
});

test('what many mistakes would suggest is looked for only as long as they are told', async () => {
  const services = Array.from({ length: 3000 }, (_, i) => `  sss${i}: { image: x }`).join('\n');
  const unknown = Array.from({ length: 2000 }, (_, i) => `sss${i}x`).join(', ');
  using folder = new ComposeFolder({
    'compose.yaml': `services:\n  a: { image: x, depends_on: [${unknown}] }\n${services}\n`,
  });
  const started = process.cpuUsage();
  const problems = await folder.problems();
  expect(problems).toHaveLength(100);
  expect(problems[0]?.hint).toBe('Did you mean "sss0"?');
  expect(process.cpuUsage(started).user).toBeLessThan(1_500_000);
});

test('many resets cost no more than the file that has them', async () => {
  const labels = (value: string): string =>
    Array.from({ length: 15_000 }, (_, i) => `      k${i}: ${value}\n`).join('');
  using folder = new ComposeFolder({
    'compose.yaml': `services:\n  a:\n    image: x\n    labels:\n${labels('x')}      kept: x\n`,
    'compose.override.yaml': `services:\n  a:\n    labels:\n${labels('!reset x')}`,
  });
  const started = process.cpuUsage();
  expect((await folder.load()).services['a']?.labels).toEqual({ kept: 'x' });
  expect(process.cpuUsage(started).user).toBeLessThan(1_500_000);
});

test('a mistake after millions of empty lines has its line', async () => {
  const lines = 3_000_000;
  const keys = Array.from({ length: 100 }, (_, i) => `    k${i}: 1\n`).join('');
  using folder = new ComposeFolder({ 'compose.yaml': `${'\n'.repeat(lines)}services:\n  a:\n${keys}` });
  const started = process.cpuUsage();
  const problems = await folder.problems();
  expect(problems.map(({ position }) => position?.line)).toEqual(
    Array.from({ length: 100 }, (_, i) => lines + 3 + i),
  );
  expect(process.cpuUsage(started).user).toBeLessThan(1_500_000);
});

test('a path to watch may lead through what is no folder', async () => {
  const watch = (path: string): string => `{ path: ${path}, action: rebuild }`;
  using folder = new ComposeFolder({
    'compose.yaml': `services: { a: { image: x, develop: { watch: [${watch('./compose.yaml/b')}, ${watch(`./${'n'.repeat(300)}/b`)}] } } }\n`,
  });
  const [first, second] = (await folder.load()).services['a']?.develop?.watch ?? [];
  expect(first?.path).toMatch(/\/compose\.yaml\/b$/);
  expect(second?.path).toMatch(/\/n{300}\/b$/);
});

test('a pipe or a device without end is read no further than a file may be long', async () => {
  using folder = new ComposeFolder({ 'compose.yaml': 'include: [/dev/zero]\n' });
  expect(await folder.mistakes()).toEqual(['compose.yaml:1:11 file-too-large']);
});

test('of what a file says no control character gets into a message', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': 'services: { a: { image: x, env_file: ["a\\0b", "\\e[31mred"], "k\\x07": 1 } }\n',
  });
  const told = (await folder.problems()).map(({ message, hint }) => `${message} ${hint}`).join(' ');
  expect(told).toContain('a\u2400b');
  expect(told).toContain('k\u2407');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(told).not.toMatch(/[\0-\x1f]/);
});

test('blanks and breaks by millions are stepped over once', async () => {
  const many = 3_000_000;
  using folder = new ComposeFolder({
    'compose.yaml': `services:\n  a:\n    image: "x${' '.repeat(many)}y"\n    hostname: "x${'\n'.repeat(many)}  y"\n    user: |\n${'      x\n'.repeat(many / 10)}\n`,
    '.env': `A=a${' '.repeat(many)}b\n`,
  });
  const started = process.cpuUsage();
  const { image, hostname, user } = (await folder.load()).services['a'] ?? {};
  expect([image?.length, hostname?.length, user?.length]).toEqual([many + 2, many + 1, many / 5]);
  expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
});
