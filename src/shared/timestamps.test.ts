import { expect, test } from 'vitest';
import { formatTimestamp, parseTimestamp } from './timestamps.ts';

test('nanoseconds survive the way to text and back', () => {
  const text = '2026-02-28T23:59:59.000000001Z';
  expect(formatTimestamp(parseTimestamp(text) ?? 0n)).toBe(text);
});

test.each([
  ['2026-01-01T00:00:00Z', 1767225600000000000n],
  ['2026-01-01T02:00:00.5+02:00', 1767225600500000000n],
  ['yesterday', undefined],
  ['2026-13-01T00:00:00Z', undefined],
])('%s', (text, nanoseconds) => {
  expect(parseTimestamp(text)).toBe(nanoseconds);
});
