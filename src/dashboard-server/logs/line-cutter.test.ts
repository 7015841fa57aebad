import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineCutter, type RawLine } from './line-cutter.ts';

const time = '2026-01-01T00:00:00.000000001Z';

/** The lines of what an engine sends, however its bytes are cut. */
function cut(pieces: Uint8Array[], limit = 1000, raw = false): RawLine[] {
  const cutter = new LineCutter(limit, raw);
  const lines: RawLine[] = [];
  for (const piece of pieces) cutter.push('stdout', piece, lines);
  cutter.end(lines);
  return lines;
}

const bytes = (text: string): Buffer => Buffer.from(text);

test('a line has its time, its number among those of that time, and its text', () => {
  const [first, second, third] = cut([bytes(`${time} a\n${time} b\n2026-01-01T00:00:00.000000002Z c\n`)]);
  expect(first).toEqual({ time, nth: 0, stream: 'stdout', text: 'a', bytes: 1 });
  expect(second).toMatchObject({ nth: 1, text: 'b' });
  expect(third).toMatchObject({ nth: 0, text: 'c' });
});

test('times in the zone of another place, and shorter ones, are brought to one form', () => {
  const [line] = cut([bytes('2026-01-01T02:00:00.5+02:00 x\n')]);
  expect(line).toMatchObject({ time: '2026-01-01T00:00:00.500000000Z', text: 'x' });
});

test('lines whose streams came a little out of order keep different numbers', () => {
  const other = '2026-01-01T00:00:00.000000002Z';
  const lines = cut([bytes([`${other} a`, `${time} b`, `${other} c`, `${time} d`, ''].join('\n'))]);
  expect(lines.map(({ nth }) => nth)).toEqual([0, 0, 1, 1]);
});

test("the parts of a long line become one, with Docker's times in between or without", () => {
  const part = 'x'.repeat(16 * 1024);
  const docker = [bytes(`${time} ${part}`), bytes(`${time} ${part}`), bytes(`${time} end\n`)];
  const ours = [bytes(`${time} ${part}`), bytes(part), bytes('end\n')];
  for (const pieces of [docker, ours]) {
    expect(cut(pieces, 1e6)).toMatchObject([{ text: `${part}${part}end`, bytes: 2 * part.length + 3 }]);
  }
});

test('a terminal has no frames: times where parts begin are taken out', () => {
  const part = 'x'.repeat(16 * 1024);
  expect(cut([bytes(`${time} ${part}${time} end\n`)], 1e6, true)).toMatchObject([{ text: `${part}end` }]);
});

test('of a line without end only the beginning is kept, and how long it is', () => {
  const cutter = new LineCutter(100, false);
  const lines: RawLine[] = [];
  cutter.push('stdout', bytes(`${time} `), lines);
  for (let index = 0; index < 1000; index++) cutter.push('stdout', Buffer.alloc(10_000, 'y'), lines);
  expect(lines).toEqual([]);
  cutter.push('stdout', bytes('\n'), lines);
  expect(lines).toMatchObject([{ text: 'y'.repeat(100), bytes: 10_000_000 }]);
});

test('bytes that are no text are replaced, none is lost', () => {
  const [line] = cut([Buffer.concat([bytes(`${time} a`), Buffer.from([0xff, 0, 0xfe]), bytes('b\n')])]);
  expect(line).toMatchObject({ text: 'a\ufffd\0\ufffdb', bytes: 5 });
});

test('wherever the bytes are cut, the lines are the same', () => {
  const texts = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', '')),
    {
      maxLength: 10,
    },
  );
  fc.assert(
    fc.property(texts, fc.array(fc.nat(40), { maxLength: 20 }), (written, cuts) => {
      let rest = bytes(written.map((text) => `${time} ${text}\n`).join(''));
      const pieces: Uint8Array[] = [];
      for (const length of cuts) {
        // Within the time of a line nothing is known of it: engines send that in one piece with what follows.
        const end = rest.indexOf(10) > 31 ? Math.max(length, 31) : rest.length;
        pieces.push(rest.subarray(0, end));
        rest = rest.subarray(end);
        if (pieces.at(-1)?.at(-1) !== 10) {
          const line = rest.indexOf(10) + 1;
          pieces.push(rest.subarray(0, line));
          rest = rest.subarray(line);
        }
      }
      expect(cut([...pieces, rest]).map(({ text }) => text)).toEqual(written);
    }),
  );
});
