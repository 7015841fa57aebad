import { expect, test } from 'vitest';
import type { ContainerBrief } from '../../dashboard-api/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import { stateOf } from './usage.ts';

function engineWith(status: ContainerBrief['status']): LiveEngine {
  const brief = { id: 'c1', name: 'shop-worker-1', project: 'shop', service: 'worker', status };
  return { model: { containers: new Map([['c1', brief]]), facts: () => undefined } } as unknown as LiveEngine;
}

test('records of builds are counted, and nothing of them is called unused', () => {
  const told = stateOf({ Tutti: { Logs: [], BuildRecords: 5_000 } }, new Map(), engineWith('running'));
  expect(told).toMatchObject({ bytes: 5_000, reclaimable: 0, logsTold: true });
  expect(told.parts).toMatchObject([{ kind: 'build-records', bytes: 5_000 }]);
  expect(stateOf({}, new Map(), engineWith('running'))).toMatchObject({ parts: [], logsTold: false });
});

const usage = { Tutti: { Logs: [{ Id: 'c1', Size: 640 }] } };

test.each([
  ['running', 0],
  ['paused', 0],
  ['restarting', 0],
  ['exited', 640],
  ['created', 640],
] as const)('the log of a container that is %s: %i bytes of it are not used', (status, bytes) => {
  expect(stateOf(usage, new Map(), engineWith(status))).toMatchObject({ bytes: 640, reclaimable: bytes });
});
