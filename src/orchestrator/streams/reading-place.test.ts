import { expect, test } from 'vitest';
import { LogPlace } from '../../engine-client/index.ts';
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

function read(place: Pick<ReadingPlace, 'begin' | 'unread'>, ...rows: string[]): string[] {
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

test('a line that was half written before anything was read is read when it is whole', () => {
  const place = new ReadingPlace();
  expect(read(place)).toEqual([]);
  place.keepHalves(lines('2 err b'));
  expect(read(place, '3 out c')).toEqual(['c']);
  place.keepHalves(lines('2 err b'));
  expect(read(place, '2 err bb', '3 out c')).toEqual(['bb']);
});

test('after the first new line of a stream all of it are new, though the clock goes back', () => {
  const place = new ReadingPlace();
  expect(read(place, '4 out a', '5 out b')).toEqual(['a', 'b']);
  expect(read(place, '5 out b', '6 out c', '3 out d', '3 err e')).toEqual(['c', 'd']);
});

test('where lines of either stream were counted, the later ones of that time are new', () => {
  const time = ({ timestamp }: LogLine) => timestamp;
  const place = new LogPlace(time, { time: '2026-01-01T00:00:02.000000000Z', count: 2 });
  expect(read(place, '1 out a', '2 out b', '2 err c', '2 out d')).toEqual(['d']);
  expect(read(place, '2 out b', '2 err c', '2 out d', '2 err e')).toEqual(['e']);
});

test('a half that is older than where a place begins is read when it is whole, and nothing else from between', () => {
  const time = ({ timestamp }: LogLine) => timestamp;
  const place = new LogPlace(time, { time: '2026-01-01T00:00:03.000000000Z', count: 1 });
  expect(read(place, '2 out a', '3 out b')).toEqual([]);
  place.keepHalves(lines('1 err z'));
  expect(place.since).toBe('2026-01-01T00:00:01.000000000Z');
  expect(read(place, '1 err zz', '2 out a', '3 out b')).toEqual(['zz']);
});
