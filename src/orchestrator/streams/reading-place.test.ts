import { expect, test } from 'vitest';
import type { LogLine } from '../contract-events.ts';
import { ReadingPlace } from './reading-place.ts';

/** `1 out text`: a second, a stream, a line. */
function lines(...rows: string[]): LogLine[] {
  return rows.map((row) => {
    const [second, stream, line = ''] = row.split(' ');
    return {
      stream: stream === 'err' ? 'stderr' : 'stdout',
      line,
      timestamp: `2026-01-01T00:00:0${second}.000000000Z`,
    } as LogLine;
  });
}

function read(place: ReadingPlace, ...rows: string[]): string[] {
  place.begin();
  return place.unread(lines(...rows)).map(({ line }) => line);
}

test('of lines of one time those that were read are counted', () => {
  const place = new ReadingPlace();
  expect(read(place, '1 out a', '2 out b', '2 out c')).toEqual(['a', 'b', 'c']);
  expect(read(place, '2 out b', '2 out c', '2 out d', '3 out e')).toEqual(['d', 'e']);
  expect(read(place, '2 out d', '3 out e', '3 out f')).toEqual(['f']);
});

test('a line that was half written is read when it is whole, though later ones of the other stream were read', () => {
  const place = new ReadingPlace();
  expect(read(place, '3 err c')).toEqual(['c']);
  place.keepHalves(lines('2 out b'));
  expect(place.since).toBe(BigInt(Date.UTC(2026, 0, 1, 0, 0, 2)) * 1_000_000n);
  expect(read(place, '2 out bb', '3 err c')).toEqual(['bb']);
});

test('what is older than where the first reading began is not wanted, also of a stream that said nothing since', () => {
  const place = new ReadingPlace();
  expect(read(place, '2 out b')).toEqual(['b']);
  expect(read(place, '1 err a', '2 out b', '3 err c')).toEqual(['c']);
  const after = new ReadingPlace(BigInt(Date.UTC(2026, 0, 1, 0, 0, 2)) * 1_000_000n);
  expect(read(after, '1 err a', '2 out b', '3 out c')).toEqual(['c']);
});
