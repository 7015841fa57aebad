import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printConfig } from './config/print-config.ts';
import { LoadError } from './errors.ts';

/** Rare forms, each a folder with a project and what Docker Compose 2.40.3 prints for it (`config -p case`). */
const cases = join(import.meta.dirname, 'cases');

test.each(readdirSync(cases))('as Docker Compose: %s', async (name) => {
  const cwd = join(cases, name, 'input');
  const expected = readFileSync(join(cases, name, 'expected'), 'utf8');
  const printed = printConfig({ cwd, projectName: 'case', environment: { HOME: '/home/user', PWD: cwd } });
  if (expected === 'refused\n') {
    await expect(printed).rejects.toThrow(LoadError);
    await expect(printed).rejects.toMatchObject({ position: { line: expect.any(Number) } });
  } else expect((await printed).replaceAll(cwd, '@')).toBe(expected);
});
