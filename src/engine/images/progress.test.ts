import { expect, test } from 'vitest';
import { humanSize, progressText } from './progress.ts';

test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [1_048_576, '1.049MB'],
  [20_971_520, '20.97MB'],
  [1_234_567_890, '1.235GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(humanSize(bytes)).toBe(text);
});

test('bars are as Docker draws them', () => {
  expect(progressText(1_048_576, 20_971_520)).toBe(
    '[==>                                                ]  1.049MB/20.97MB',
  );
  expect(progressText(5, 5)).toBe(`[${'='.repeat(50)}>]       5B/5B`);
  expect(progressText(5, 0)).toBe('      5B');
});
