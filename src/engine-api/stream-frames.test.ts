import { expect, test } from 'vitest';
import { encodeFrame, FrameDecoder, type FrameStream } from './stream-frames.ts';

const text = new TextEncoder();

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

test('a frame begins with stream, three zeros and the big-endian length', () => {
  expect([...encodeFrame('stderr', text.encode('no'))]).toEqual([2, 0, 0, 0, 0, 0, 0, 2, 110, 111]);
});

test('frames are found however the bytes are cut', () => {
  const sent: [FrameStream, string][] = [
    ['stdout', 'one'],
    ['stderr', ''],
    ['stderr', 'two'.repeat(50)],
    ['system', 'gone'],
  ];
  const wire = joined(...sent.map(([stream, payload]) => encodeFrame(stream, text.encode(payload))));
  for (const size of [1, 3, 7, 8, 9, 64, wire.length]) {
    const decoder = new FrameDecoder();
    const got: Partial<Record<FrameStream, string>> = {};
    for (let at = 0; at < wire.length; at += size) {
      for (const frame of decoder.push(wire.subarray(at, at + size))) {
        got[frame.stream] = (got[frame.stream] ?? '') + new TextDecoder().decode(frame.payload);
      }
    }
    expect(got).toEqual({ stdout: 'one', stderr: 'two'.repeat(50), system: 'gone' });
    expect(decoder.complete).toBe(true);
  }
});

test('payloads are handed out whole to those who ask for that, however the bytes are cut', () => {
  const payloads = ['2026-01-01T00:00:00Z one', 'x'.repeat(5), '2026-01-01T00:00:01Z two\n'];
  const wire = joined(...payloads.map((payload) => encodeFrame('stdout', text.encode(payload))));
  for (const size of [1, 3, 8, 11, 30, wire.length]) {
    const decoder = new FrameDecoder({ whole: true });
    const got: string[] = [];
    for (let at = 0; at < wire.length; at += size) {
      for (const { payload } of decoder.push(wire.subarray(at, at + size)))
        got.push(new TextDecoder().decode(payload));
    }
    expect(got).toEqual(payloads);
  }
});

test('a cut connection shows, and bytes that are no frame are refused', () => {
  const decoder = new FrameDecoder();
  decoder.push(encodeFrame('stdout', text.encode('half')).subarray(0, 10));
  expect(decoder.complete).toBe(false);
  expect(() => new FrameDecoder().push(text.encode('HTTP/1.1 500'))).toThrow('unknown stream');
});
