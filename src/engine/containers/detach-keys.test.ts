import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { detachable, parseDetachKeys } from './detach-keys.ts';

test('keys are read as Docker reads them', () => {
  expect(parseDetachKeys('')).toEqual([16, 17]);
  expect(parseDetachKeys('ctrl-a,x')).toEqual([1, 120]);
  expect(() => parseDetachKeys('ctrl-nonsense')).toThrow('Invalid detach keys');
});

test('other input passes, half a sequence too, and the whole one detaches', async () => {
  const passed: string[] = [];
  const process = new Duplex({
    read: () => {},
    write: (chunk: Buffer, _encoding, done) => {
      passed.push(chunk.toString());
      done();
    },
  });
  const onDetach = vi.fn();
  const client = detachable(process, [16, 17], onDetach);
  client.write('a\u0010');
  client.write('b');
  client.write('\u0010');
  client.write('\u0011');
  client.resume();
  await once(client, 'end');
  expect(onDetach).toHaveBeenCalledOnce();
  expect(passed.join('')).toBe('a\u0010b');
  expect(process.destroyed).toBe(true);
});
