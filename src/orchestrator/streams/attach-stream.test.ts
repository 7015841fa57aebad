import { expect, test } from 'vitest';
import { encodeFrame } from '../../engine-api/index.ts';
import { outputOf } from './attach-stream.ts';

const wire = Buffer.concat(
  [
    '2026-01-01T00:00:00.123456789Z the first part, ',
    '2026-01-01T00:00:00.223456789Z 2027-01-01T00:00:00Z the rest\n',
    '2026-01-01T00:00:01.123456789Z another\n',
  ].map((payload) => encodeFrame('stdout', Buffer.from(payload))),
);

async function* inChunks(size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < wire.length; at += size) yield wire.subarray(at, at + size);
}

test.each([1, 5, 50, 61, 70, 1000])(
  'the time of a line’s later part is taken out, wherever the connection cuts it, and no other: chunks of %i bytes',
  async (size) => {
    let read = '';
    for await (const { data } of outputOf(inChunks(size), false, true)) read += Buffer.from(data).toString();
    expect(read).toBe(
      '2026-01-01T00:00:00.123456789Z the first part, 2027-01-01T00:00:00Z the rest\n2026-01-01T00:00:01.123456789Z another\n',
    );
  },
);
