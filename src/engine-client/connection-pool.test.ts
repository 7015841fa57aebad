import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ConnectionPool } from './connection-pool.ts';

/** A pool whose dials end when the test says so. */
function poolOf(dials: number) {
  const begun: (() => void)[] = [];
  const dial = (): Promise<PassThrough> =>
    new Promise((resolve) => void begun.push(() => resolve(new PassThrough())));
  return { pool: new ConnectionPool(dial, { idle: 60_000, dials }), begun };
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('so many connections are dialled at once, and who waits takes also one that is given back', async () => {
  const { pool, begun } = poolOf(2);
  const taken = [1, 2, 3, 4].map(() => pool.take(undefined));
  await settled();
  expect(begun).toHaveLength(2);
  begun[0]?.();
  const first = await taken[0];
  await settled();
  expect(begun).toHaveLength(3);
  if (first === undefined) throw new Error('the first was dialled');
  pool.give(first);
  expect(await taken[3]).toBe(first);
  expect(begun).toHaveLength(3);
  for (const end of begun) end();
  await Promise.all(taken);
  pool.close();
});

test('who waits for a turn may be told to stop', async () => {
  const { pool, begun } = poolOf(1);
  const first = pool.take(undefined);
  const stop = new AbortController();
  const second = pool.take(stop.signal);
  stop.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  begun[0]?.();
  await first;
  await settled();
  expect(begun).toHaveLength(1);
});
