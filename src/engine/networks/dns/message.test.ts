import { assert, boolean, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress, parseAddress } from '../address.ts';
import {
  addressRecord,
  answers,
  encodeAnswer,
  encodeQuery,
  parseQuery,
  pointerRecord,
  type Query,
  readName,
  recordType,
  responseCode,
  udpLimit,
} from './message.ts';
import { addressOfReverseName } from './reverse-name.ts';

function ask(name: string, type: number = recordType.A, udpSize?: number): Query {
  const message = encodeQuery(7, name, type, udpSize);
  const parsed = message && parseQuery(message);
  if (parsed?.kind !== 'query') throw new Error(`not a question: ${name}`);
  return parsed.query;
}

function record(text: string) {
  const address = parseAddress(text);
  if (!address) throw new Error(text);
  return addressRecord(address, 600);
}

describe('questions', () => {
  test('are read in lower case, with what the asker can take', () => {
    expect(ask('Web.My_Net', recordType.AAAA, 1400)).toMatchObject({
      id: 7,
      name: 'web.my_net',
      type: recordType.AAAA,
      recursionDesired: true,
      udpSize: 1400,
    });
    expect(udpLimit(ask('web'))).toBe(512);
    expect(udpLimit(ask('web', recordType.A, 65535))).toBe(4096);
    expect(ask('').name).toBe('');
  });

  test('that are none are refused or ignored', () => {
    expect(parseQuery(Buffer.alloc(5))).toEqual({ kind: 'noise' });
    const message = encodeQuery(9, 'web', recordType.A) as Buffer;
    const changed = (change: (copy: Buffer) => void): Buffer => {
      const copy = Buffer.from(message);
      change(copy);
      return copy;
    };
    expect(parseQuery(changed((copy) => copy.writeUInt16BE(0x8000, 2)))).toEqual({ kind: 'noise' });
    expect(parseQuery(changed((copy) => copy.writeUInt16BE(0x2800, 2)))).toEqual({
      kind: 'refused',
      id: 9,
      code: responseCode.notImplemented,
    });
    expect(parseQuery(changed((copy) => copy.writeUInt16BE(2, 4)))).toMatchObject({ kind: 'refused' });
    expect(parseQuery(message.subarray(0, -3))).toMatchObject({ kind: 'refused' });
  });

  test('no bytes make the reader throw', () => {
    assert(
      property(uint8Array({ maxLength: 600 }), boolean(), (bytes, asQuestion) => {
        const message = Buffer.from(bytes);
        if (asQuestion && message.length >= 12) {
          message.writeUInt16BE(0x0100, 2);
          message.writeUInt16BE(1, 4);
        }
        const parsed = parseQuery(message);
        expect(['query', 'refused', 'noise']).toContain(parsed.kind);
        answers(ask('web'), message);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('names', () => {
  test('that refer to themselves or forwards are none', () => {
    const loop = Buffer.alloc(20);
    loop.writeUInt16BE(0xc00c, 12);
    expect(readName(loop, 12)).toBeUndefined();
    loop.writeUInt16BE(0xc00e, 12);
    expect(readName(loop, 12)).toBeUndefined();
  });

  test('may refer back', () => {
    const message = Buffer.from('\x03web\x00\x02db\xc0\x00', 'latin1');
    expect(readName(message, 5)).toEqual({ name: 'db.web', end: 10 });
  });

  test('over 255 bytes are none', () => {
    const label = `\x3f${'a'.repeat(63)}`;
    expect(readName(Buffer.from(`${label.repeat(4)}\x00`, 'latin1'), 0)).toBeUndefined();
  });
});

describe('answers', () => {
  test('repeat the question as it was written', () => {
    const query = ask('WEB');
    const answer = encodeAnswer(query, responseCode.ok, [record('10.0.0.2')], 512);
    expect(answer.subarray(12, 12 + query.question.length)).toEqual(query.question);
    expect(answer.readUInt16BE(6)).toBe(1);
    expect([...answer.subarray(-4)]).toEqual([10, 0, 0, 2]);
    expect(answers(query, answer)).toBe(true);
    expect(answers(ask('db'), answer)).toBe(false);
  });

  test('that do not fit are cut and marked', () => {
    const records = Array.from({ length: 100 }, (_, index) => record(`10.0.0.${index}`));
    const answer = encodeAnswer(ask('web', recordType.A, 600), responseCode.ok, records, 600);
    expect(answer.length).toBeLessThanOrEqual(600);
    expect(answer.readUInt16BE(2) & 0x0200).toBe(0x0200);
    const whole = encodeAnswer(ask('web'), responseCode.ok, records, 65535);
    expect(whole.readUInt16BE(6)).toBe(100);
    expect(whole.readUInt16BE(2) & 0x0200).toBe(0);
  });

  test('names too long for DNS have no record', () => {
    expect(pointerRecord('a'.repeat(64), 600)).toBeUndefined();
  });
});

test.each([
  ['4.3.2.1.in-addr.arpa', '1.2.3.4'],
  ['1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa', 'fd00::1'],
  ['400.3.2.1.in-addr.arpa', undefined],
  ['web.net', undefined],
])('%s asks about %s', (name, expected) => {
  const address = addressOfReverseName(name);
  expect(address && formatAddress(address)).toBe(expected);
});
