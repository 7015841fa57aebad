import { expect, test } from 'vitest';
import { exactJson, parseExact } from './index.ts';

test('a bigint is written with all its digits, and everything else as JSON has it', () => {
  const value = { hard: 2n ** 63n - 1n, soft: -1, list: [9007199254740993n, null, 'a'], none: undefined };
  expect(exactJson(value)).toBe('{"hard":9223372036854775807,"soft":-1,"list":[9007199254740993,null,"a"]}');
});

test('numbers under one key are read with all their digits', () => {
  const text = '{"at":1764300000123456789,"list":[{"at":-1,"n":2}],"text":{"at":"7"},"half":{"at":1.5}}';
  expect(parseExact(text, 'at')).toEqual({
    at: 1764300000123456789n,
    list: [{ at: -1n, n: 2 }],
    text: { at: '7' },
    half: { at: 1.5 },
  });
});
