import { expect, test } from 'vitest';
import { ComposeFolder } from '../../test/support/compose-project.ts';

const service = 'services: { a: { image: x } }\n';

/** Each level names the one before ten times. */
function bomb(levels: number, make: (name: string) => string): string {
  const lines = ['x-a0: &a0 { k: v }'];
  for (let i = 1; i < levels; i++) lines.push(`x-a${i}: &a${i} ${make(`*a${i - 1}`)}`);
  return `${lines.join('\n')}\n${service}`;
}

test.each([
  ['aliases of aliases', bomb(10, (alias) => `[${Array(10).fill(alias).join(', ')}]`), 'too-many-values'],
  ['merge keys of merge keys', bomb(40, (alias) => `{ <<: [${alias}, ${alias}] }`), 'too-many-values'],
  ['an alias inside its anchor', 'x-a: &a { b: *a }\n', 'alias-cycle'],
  ['deep brackets', `x-a: ${'['.repeat(100_000)}`, 'yaml-syntax'],
  [
    'deep indentation',
    Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'yaml-syntax',
  ],
  ['many keys', `x-a:\n${'  - v\n'.repeat(400_000)}`, 'too-many-values'],
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
    'a command of megabytes',
    `services: { a: { image: x, command: ${'y '.repeat(1_000_000)}} }`,
    'too-many-values',
  ],
  ['a file that includes itself', 'include: [compose.yaml]\n', 'include-cycle'],
  ['a service that extends itself', 'services: { a: { extends: a } }\n', 'extends-cycle'],
  ['bytes that are no text', new Uint8Array([0x80, 0xff, 0x00]), 'not-utf8'],
  ['control characters', 'a: \u0007', 'yaml-syntax'],
  ['9 MB', 'x'.repeat(9 * 1024 * 1024), 'file-too-large'],
])('%s is refused', async (_, content, code) => {
  using folder = new ComposeFolder({ 'compose.yaml': content });
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

test('links that lead in circles are refused', async () => {
  using folder = new ComposeFolder({}, { 'compose.yaml': 'compose.yaml' });
  expect(await folder.mistakes()).toEqual(['path-unreadable']);
});

test('of a hundred thousand mistakes a hundred are told', async () => {
  const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join(', ');
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
