import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pattern = /(?:report|add|warn|fail|UserError|code:)\s*\(?\s*'([a-z0-9]+(?:-[a-z0-9]+)+)'/g;

function codes(): Set<string> {
  const sources = globSync('src/compose-file/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts'),
  );
  const found = new Set(['unknown-key', 'invalid-name']);
  for (const file of sources) {
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(pattern)) found.add(match[1] ?? '');
  }
  for (const kind of ['network', 'volume', 'config', 'secret', 'build-secret', 'model'])
    found.add(`undefined-${kind}`);
  return found;
}

test('each code of an error or warning has a page', () => {
  const found = [...codes()];
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter((code) => !existsSync(join(root, `docs/errors/${code}.md`)))).toEqual([]);
});
