import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { engineDifferences } from './support/engine-differences.ts';

const repository = join(import.meta.dirname, '..');

test.each(engineDifferences)('$test', ({ test: title, not, why }) => {
  const scenarios = globSync('test/e2e/**/*.test.ts', { cwd: repository }).map((file) =>
    readFileSync(join(repository, file), 'utf8'),
  );
  const isScenario = scenarios.some((text) => text.includes(`'${title.replaceAll("'", "\\'")}'`));
  expect(isScenario, 'a scenario has this name').toBe(true);
  const documented = readFileSync(join(repository, 'docs/compat.md'), 'utf8').split('\n');
  const line = documented.find((each) => each.includes(title));
  for (const word of [...not, why]) expect(line).toContain(word);
});
