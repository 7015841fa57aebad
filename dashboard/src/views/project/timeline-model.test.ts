import { expect, test } from 'vitest';
import type { TimelineEntry } from '../../../../src/dashboard-api/index.ts';
import { lanesOf } from './timeline-model.ts';

function entry(at: number, kind: TimelineEntry['kind']): TimelineEntry {
  return { id: `web-${at}`, at, kind, service: 'web', container: 'app-web-1', text: '' };
}

test('what has done its work did not die', () => {
  const [lane] = lanesOf([entry(10, 'started'), entry(20, 'ended')], ['app-web-1'], 0, 100);
  expect(lane?.marks.map(({ mood }) => mood)).toEqual(['good', 'stopped']);
  expect(lane?.stretches).toEqual([{ kind: 'up', left: 0.1, width: 0.1 }]);
});

test('a lane shows when a container ran, also what began before the time in sight', () => {
  const [web, db] = lanesOf(
    [entry(-50, 'started'), entry(20, 'died'), entry(40, 'started'), entry(60, 'unhealthy')],
    ['app-web-1', 'app-db-1'],
    0,
    100,
  );
  expect(web?.stretches).toEqual([
    { kind: 'up', left: 0, width: 0.2 },
    { kind: 'up', left: 0.4, width: 0.2 },
    { kind: 'bad', left: 0.6, width: 0.4 },
  ]);
  expect(web?.marks.map(({ left, mood }) => [left, mood])).toEqual([
    [0.2, 'failing'],
    [0.4, 'good'],
    [0.6, 'failing'],
  ]);
  expect(db).toEqual({ container: 'app-db-1', stretches: [], marks: [] });
});
