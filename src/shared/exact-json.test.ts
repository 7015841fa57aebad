import { expect, test } from 'vitest';
import { exactJson } from './index.ts';

test('a bigint is written with all its digits, and everything else as JSON has it', () => {
  const value = { hard: 2n ** 63n - 1n, soft: -1, list: [9007199254740993n, null, 'a'], none: undefined };
  expect(exactJson(value)).toBe('{"hard":9223372036854775807,"soft":-1,"list":[9007199254740993,null,"a"]}');
});
