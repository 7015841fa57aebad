import { expect, test } from 'vitest';
import {
  attribute,
  cString,
  encodeMessage,
  listAttributes,
  nested,
  parseAttributes,
  splitMessages,
  u32,
} from './netlink.ts';

test('attributes are padded to four bytes and read back', () => {
  const bytes = Buffer.concat([attribute(3, cString('eth0')), nested(18, attribute(1, u32(7)))]);
  expect(bytes.length).toBe(12 + 12);
  const attributes = parseAttributes(bytes);
  expect(attributes.get(3)?.toString()).toBe('eth0\0');
  expect(
    parseAttributes(attributes.get(18) ?? Buffer.alloc(0))
      .get(1)
      ?.readUInt32LE(0),
  ).toBe(7);
});

test('a list stops where bytes are missing', () => {
  expect(listAttributes(attribute(1, u32(1)).subarray(0, 6))).toEqual([]);
  expect(listAttributes(Buffer.from([2, 0, 1, 0]))).toEqual([]);
});

test('messages of one datagram are told apart by their numbers', () => {
  const first = encodeMessage({ type: 16, flags: 4, payload: Buffer.from([1, 2, 3]) }, 5);
  const second = encodeMessage({ type: 17, flags: 4, payload: Buffer.alloc(0) }, 6);
  const messages = splitMessages(Buffer.concat([first, second]));
  expect(messages.map(({ type, sequence, payload }) => [type, sequence, payload.length])).toEqual([
    [16, 5, 3],
    [17, 6, 0],
  ]);
  expect(splitMessages(first.subarray(0, 18))).toEqual([]);
});
