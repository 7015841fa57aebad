import { expect, test } from 'vitest';
import { healthSpans } from './health-spans.ts';

const start = { service: 'web', container: 'app-web-1', phase: 'start', begin: 100, end: 200 } as const;
const web = { name: 'app-web-1', service: 'web' };
const open = { service: 'web', container: 'app-web-1', phase: 'healthy', begin: 200 } as const;
const told = (kind: 'healthy' | 'unhealthy' | 'died', at: number) => ({ at, kind, container: 'app-web-1' });

test('what a change started and has a check lasts until the engine tells how it is', () => {
  expect(healthSpans([start], [{ ...web, health: 'starting' }], [])).toEqual([open]);
  expect(healthSpans([start], [{ ...web, health: 'healthy' }], [told('healthy', 900)])).toEqual([
    { ...open, end: 900 },
  ]);
  expect(healthSpans([start, open], [], [told('unhealthy', 700), told('healthy', 900)])).toEqual([
    { ...open, end: 700, failed: true },
  ]);
  expect(healthSpans([start, open], [], [told('died', 800)])).toEqual([{ ...open, end: 800, failed: true }]);
});

test('nothing is made of containers without a check, of what happened before, and of what has its end', () => {
  expect(healthSpans([start], [{ ...web, health: 'none' }], [])).toEqual([]);
  expect(healthSpans([start], [{ ...web, health: 'starting' }], [told('healthy', 50)])).toEqual([open]);
  expect(healthSpans([start], [{ ...web, health: 'healthy' }], [told('died', 150)])).toEqual([open]);
  expect(healthSpans([start, { ...open, end: 500 }], [{ ...web, health: 'healthy' }], [])).toEqual([]);
  expect(healthSpans([{ ...start, failed: true }], [{ ...web, health: 'starting' }], [])).toEqual([]);
});
