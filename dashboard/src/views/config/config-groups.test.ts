import { expect, test } from 'vitest';
import type { ConfigValue } from '../../../../src/dashboard-api/index.ts';
import { filterValues, groupValues } from './config-groups.ts';

const value = (path: string, more: Partial<ConfigValue> = {}): ConfigValue => ({
  path,
  value: 'v',
  masked: false,
  from: 'compose.yml:1:1',
  steps: [],
  ...more,
});

test('values stand by what they belong to', () => {
  const groups = groupValues([
    value('volumes.data'),
    value('name'),
    value('services.web.image'),
    value('services.web.environment.TZ'),
  ]);
  expect(groups.map(({ title, values }) => [title, ...values.map(({ label }) => label)])).toEqual([
    ['project', 'name'],
    ['services.web', 'image', 'environment.TZ'],
    ['volumes.data', ''],
  ]);
});

test('every word of the query counts, wherever it stands', () => {
  const values = [
    value('services.web.image', { value: 'nginx' }),
    value('services.db.image', { steps: ['from .env:2'] }),
  ];
  expect(filterValues(values, 'IMAGE nginx', false)).toHaveLength(1);
  expect(filterValues(values, '.env', false)).toHaveLength(1);
  expect(filterValues(values, '', true).map(({ path }) => path)).toEqual(['services.db.image']);
});
