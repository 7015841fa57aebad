import { expect, test } from 'vitest';
import { ChunkDecoder } from './chunk-decoder.ts';

const body = '5\r\nhello\r\n1;name=value\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n';

test.each([1, 2, 3, 7, 1000])('in pieces of %d bytes', (size) => {
  const decoder = new ChunkDecoder();
  const bytes = Buffer.from(`${body}next`);
  let text = '';
  let rest = '';
  for (let at = 0; at < bytes.length; at += size) {
    const piece = Buffer.from(bytes.subarray(at, at + size));
    if (decoder.done) {
      rest += piece.toString();
    } else {
      const decoded = decoder.push(piece);
      text += decoded.payload.toString();
      rest += decoded.rest.toString();
    }
  }
  expect(text).toBe('hello 0123456789');
  expect(rest).toBe('next');
  expect(decoder.done).toBe(true);
});

test.each(['x\r\n', '5\r\nhelloX\r\n', '-1\r\n', '\r\n', '5 5\r\n'])('%j is refused', (text) => {
  expect(() => new ChunkDecoder().push(Buffer.from(text))).toThrow('malformed chunk');
});

test('an endless line is refused', () => {
  expect(() => new ChunkDecoder().push(Buffer.alloc(70_000, 0x31))).toThrow('malformed chunk');
});
