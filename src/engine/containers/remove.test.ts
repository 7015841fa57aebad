import { expect, test } from 'vitest';
import { Container } from './container.ts';
import { type ContainerRecord, newState } from './record.ts';
import { removeContainer } from './remove.ts';
import type { Room } from './room.ts';
import { waitContainer } from './wait.ts';

test('who waits for the removal of a container is told of it also when something of it could not be cleared', async () => {
  const record = { id: 'a'.repeat(64), name: 'web', mounts: [] } as unknown as ContainerRecord;
  const container = new Container('/nowhere', '/nowhere', record, newState());
  container.mayBeUp = false;
  const room = {
    store: { delete: () => undefined },
    execs: { delete: () => undefined },
    keeper: { discard: () => Promise.reject(new Error('no keeper')) },
  } as unknown as Room;
  const waiting = waitContainer(container, 'removed');
  await expect(removeContainer(room, container, { force: true })).rejects.toThrow('no keeper');
  expect(await waiting).toEqual({ StatusCode: 0 });
});
