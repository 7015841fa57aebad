import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogEntry } from '../../../../src/dashboard-api/index.ts';
import { compareAddresses, LogRows } from './log-rows.ts';

function entryAt(microseconds: number, more: Partial<LogEntry> = {}): LogEntry {
  const time = `2026-01-01T00:00:00.${String(microseconds).padStart(9, '0')}Z`;
  return { source: 'a', time, nth: 0, stream: 'stdout', text: `${microseconds}`, ...more };
}

const texts = ({ rows }: LogRows): string[] =>
  rows.map((row) =>
    row.kind === 'line' ? [row.head, ...row.more].map(({ text }) => text).join('+') : `-${row.lines}`,
  );

test('lines that came late are put where they belong, and none twice', () => {
  const list = new LogRows();
  list.append([entryAt(1), entryAt(5), entryAt(9)]);
  list.append([entryAt(5), entryAt(4, { source: 'b' }), entryAt(12)]);
  expect(texts(list)).toEqual(['1', '4', '5', '9', '12']);
});

test('what continues a line stays with it, whatever came in between', () => {
  const list = new LogRows();
  const continues = true;
  list.append([entryAt(1), entryAt(2, { source: 'b' }), entryAt(3, { continues })]);
  list.append([entryAt(4, { continues }), entryAt(4, { continues }), entryAt(5)]);
  expect(texts(list)).toEqual(['1+3+4', '2', '5']);
});

test('a gap is a row of its own', () => {
  const list = new LogRows();
  list.append([entryAt(1)]);
  list.append([entryAt(2)], 40);
  expect(texts(list)).toEqual(['1', '-40', '2']);
});

test('windows, live lines and lines from before make one list in order, with keys of their own', () => {
  const moments = fc.uniqueArray(fc.nat(300), { minLength: 3, maxLength: 120 });
  fc.assert(
    fc.property(moments, fc.nat(100), fc.nat(20), (times, cut, overlap) => {
      const entries = times
        .toSorted((a, b) => a - b)
        .map((time) => entryAt(time, { source: time % 3 === 0 ? 'b' : 'a' }));
      const at = cut % entries.length;
      const list = new LogRows();
      list.append(entries.slice(at));
      const older = entries.slice(0, at + overlap);
      list.prepend(older.slice(older.length / 2));
      list.prepend(older.slice(0, older.length / 2));
      const heads = list.rows.flatMap((row) => (row.kind === 'line' ? [row.head] : []));
      expect(heads).toEqual(entries.toSorted(compareAddresses));
      expect(new Set(list.rows.map(({ key }) => key)).size).toBe(entries.length);
    }),
  );
});

test('the oldest go first', () => {
  const list = new LogRows();
  list.append(Array.from({ length: 100 }, (_, index) => entryAt(index)));
  list.keepLast(3);
  expect(texts(list)).toEqual(['97', '98', '99']);
  expect(list.indexOf(entryAt(98))).toBe(1);
  expect(list.indexOf(entryAt(3))).toBe(-1);
});
