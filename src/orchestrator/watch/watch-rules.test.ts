import { expect, test } from 'vitest';
import { ComposeFolder } from '../../../test/support/compose-project.ts';
import { planChanges } from './plan-changes.ts';
import { ignoresFolder, type WatchRule, watchRules } from './watch-rules.ts';

async function rulesOf(
  folder: ComposeFolder,
  warn: (text: string) => void = () => undefined,
): Promise<WatchRule[]> {
  return watchRules(await folder.load(), { noBuild: false, warn });
}

const service = (rules: string) => `services:
  web:
    build: .
    develop:
      watch:
${rules}`;

test('what each action asks for, and where paths go', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': service(`
        - { path: src, action: sync, target: /app, ignore: [skipped/, '*.log'] }
        - { path: src, action: sync+restart, target: /conf/, include: '*.ini' }
        - { path: one.txt, action: sync, target: /data/ }
        - { path: hooks, action: sync+exec, target: /hooks, exec: { command: reload } }
        - { path: package.json, action: rebuild }
        - { path: re, action: restart }
`),
    'src/x': '',
  });
  const rules = await rulesOf(folder);
  const plan = (...paths: string[]) => {
    const { rebuild, restart, sync, exec } = planChanges(
      rules,
      paths.map((path) => `${folder.path}/${path}`),
    );
    const targets = [...sync].map(([name, mappings]) => [
      name,
      mappings.map(({ containerPath }) => containerPath),
    ]);
    return { rebuild, restart, sync: Object.fromEntries(targets), exec: [...exec.values()].flat().length };
  };
  const none = { rebuild: [], restart: [], sync: {}, exec: 0 };
  expect(plan('src/a/b.js', 'src/x.log', 'src/skipped/deep/x', 'elsewhere')).toEqual({
    ...none,
    sync: { web: ['/app/a/b.js'] },
  });
  expect(plan('src/a.ini')).toEqual({
    ...none,
    restart: ['web'],
    sync: { web: ['/app/a.ini', '/conf/a.ini'] },
  });
  expect(plan('one.txt')).toEqual({ ...none, sync: { web: ['/data/one.txt'] } });
  expect(plan('hooks/a', 'hooks/b')).toEqual({ ...none, sync: { web: ['/hooks/a', '/hooks/b'] }, exec: 1 });
  expect(plan('package.json', 'package.json/x')).toEqual({ ...none, rebuild: ['web'] });
  expect(plan('re/a')).toEqual({ ...none, restart: ['web'] });
});

test('.dockerignore counts, as do files that editors make; what ! takes back is watched', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': service('        - { path: ., action: sync, target: /app }'),
    '.dockerignore': 'node_modules\nbuild\n!build/kept\n',
  });
  const rules = await rulesOf(folder);
  const matched = [
    'a.js',
    'node_modules/a',
    'build/a',
    'build/kept/a',
    '.git/HEAD',
    'sub/.git/HEAD',
    '.a.swp',
    'a~',
    '4913',
    '.idea/x',
  ].filter((path) => planChanges(rules, [`${folder.path}/${path}`]).sync.size > 0);
  expect(matched).toEqual(['a.js', 'build/kept/a']);
  const skipped = ['node_modules', 'build', 'src', '.git'].filter((path) =>
    rules.every((rule) => ignoresFolder(rule, `${folder.path}/${path}`)),
  );
  expect(skipped).toEqual(['node_modules', '.git']);
});

test('a folder with characters of patterns in its name', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': service(`        - { path: './[a]*', action: sync, target: /app, ignore: [x] }`),
    '[a]*/y': '',
  });
  const { sync } = planChanges(await rulesOf(folder), [`${folder.path}/[a]*/x`, `${folder.path}/[a]*/y`]);
  expect(sync.get('web')?.map(({ containerPath }) => containerPath)).toEqual(['/app/y']);
});

test('a folder that is mounted anyway is left out and told of', async () => {
  using folder = new ComposeFolder({
    'compose.yaml': `services:
  web:
    build: .
    volumes: [./src:/app]
    develop: { watch: [{ path: src, action: sync, target: /app }, { path: Dockerfile, action: rebuild }] }
`,
    'src/x': '',
  });
  const warnings: string[] = [];
  expect((await rulesOf(folder, (text) => warnings.push(text))).map(({ action }) => action)).toEqual([
    'rebuild',
  ]);
  expect(warnings).toEqual([
    `path '${folder.path}/src' also declared by a bind mount volume, this path won't be monitored!`,
  ]);
});

test.each([
  ['services: { web: { image: x } }', 'none of the selected services is configured for watch'],
  [
    'services: { web: { image: x, develop: { watch: [{ path: a, action: rebuild }] } } }',
    'can\'t watch service "web" with action rebuild without a build context',
  ],
])('%s', async (text, message) => {
  using folder = new ComposeFolder({ 'compose.yaml': text });
  await expect(rulesOf(folder)).rejects.toThrow(message);
});
