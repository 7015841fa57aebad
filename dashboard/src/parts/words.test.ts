import { expect, test } from 'vitest';
import { bytesWords, clockWords, countWords, durationWords, percentWords, spanWords } from './words.ts';

test.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [7_199_000, '1 h'],
  [200_000_000, '2 d'],
])('%d ms lasts %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});

test.each([
  [85.4, '85 ms'],
  [1_240, '1.24 s'],
  [12_345, '12.3 s'],
  [125_000, '2 min 5 s'],
])('a span of %d ms is %s', (milliseconds, words) => {
  expect(spanWords(milliseconds)).toBe(words);
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.00 kB'],
  [13_370_000, '13.4 MB'],
  [999_600_000, '1.00 GB'],
])('%d bytes are %s', (bytes, words) => {
  expect(bytesWords(bytes)).toBe(words);
});

test('percents, counts and times of day', () => {
  expect(percentWords(0.42)).toBe('0.4 %');
  expect(percentWords(142.4)).toBe('142 %');
  expect(countWords(1, 'service')).toBe('1 service');
  expect(countWords(1_200, 'step')).toBe('1,200 steps');
  const noon = new Date(2026, 4, 3, 12, 1, 2).getTime();
  expect(clockWords(noon, noon)).toBe('12:01:02');
  expect(clockWords(noon, noon + 86_400_000)).toBe('2026-05-03 12:01:02');
});
