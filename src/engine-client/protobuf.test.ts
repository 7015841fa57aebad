import { expect, test } from 'vitest';
import { ProtobufFields, protobufText } from './protobuf.ts';

test('numbers, texts, messages and maps by their fields', () => {
  // 1: 300, 2: "hi", 3: { 1: "k", 2: "v" }, 4: -1, 5: fixed32, 6: fixed64
  const fields = new ProtobufFields(
    Buffer.from(
      '08ac02 12026869 1a060a016b120176 20ffffffffffffffffff01 2d01000000 310100000000000000'.replaceAll(
        ' ',
        '',
      ),
      'hex',
    ),
  );
  expect([fields.number(1), fields.text(2), fields.number(4)]).toEqual([300, 'hi', -1]);
  expect(fields.map(3)).toEqual(new Map([['k', 'v']]));
  expect(fields.message(7)).toBeUndefined();
  expect([fields.number(7), fields.text(7)]).toEqual([0, '']);
});

test('what is no message is refused', () => {
  for (const bytes of [[0x12, 9, 0x68], [0x08, 0x80], [0x0b], Array.from({ length: 12 }, () => 0xff)])
    expect(() => new ProtobufFields(Uint8Array.from(bytes))).toThrow(RangeError);
});

test('a text is written as it is read', () => {
  expect(new ProtobufFields(protobufText(1, 'an id')).text(1)).toBe('an id');
  expect(() => protobufText(1, 'x'.repeat(200))).toThrow(RangeError);
});
