import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLines } from './histogram.ts';
import type { RawLine } from './line-cutter.ts';
import { Matcher } from './matcher.ts';
import { compareAddresses } from './order.ts';
import { readNewer } from './read-newer.ts';
import { readOlder } from './read-older.ts';
import { ProgressTeller } from './reading.ts';
import { LogsInMemory as Logs } from './testing/logs-in-memory.ts';

/** Times in microseconds since the year began. */
function logOf(id: string, times: readonly number[]): RawLine[] {
  const counts = new Map<number, number>();
  return times
    .toSorted((a, b) => a - b)
    .map((at, index) => {
      const nth = counts.get(at) ?? 0;
      counts.set(at, nth + 1);
      const milliseconds = new Date(Date.UTC(2026, 0, 1) + Math.floor(at / 1000)).toISOString().slice(0, -1);
      const time = `${milliseconds}${String(at % 1000).padStart(3, '0')}000Z`;
      const text = `${id} ${index}${index % 10 === 0 ? ' hit' : ''}`;
      return { time, nth, stream: 'stdout', text, bytes: text.length };
    });
}

const quiet = (): ProgressTeller => new ProgressTeller(() => undefined);

/** Goes back from the end to the beginning, window by window. */
async function backwards(logs: Logs, lines: number, query?: Matcher): Promise<string[]> {
  const texts: string[] = [];
  let before: Parameters<typeof readOlder>[1]['before'];
  for (let round = 0; round < 1000; round++) {
    const window = await readOlder(logs.reading(query), { lines, ...(before && { before }) }, quiet());
    expect(window.entries.toSorted(compareAddresses)).toEqual(window.entries);
    texts.unshift(...window.entries.map(({ text }) => text));
    const [first] = window.entries;
    if (first === undefined || window.complete) return texts;
    before = first;
  }
  throw new Error('it does not end');
}

async function forwards(logs: Logs, lines: number): Promise<string[]> {
  const texts: string[] = [];
  let after = { source: 'a', time: '2025-01-01T00:00:00.000000000Z', nth: 0 };
  for (let round = 0; round < 1000; round++) {
    const window = await readNewer(logs.reading(), { after, lines }, quiet());
    texts.push(...window.entries.map(({ text }) => text));
    const last = window.entries.at(-1);
    if (last === undefined || window.complete) return texts;
    after = last;
  }
  throw new Error('it does not end');
}

const times = fc.array(fc.nat(2_000_000), { maxLength: 700 });

test('window after window, back or forth, has each line once, in order', async () => {
  await fc.assert(
    fc.asyncProperty(times, times, fc.integer({ min: 1, max: 300 }), async (a, b, lines) => {
      const logs = new Logs({ a: logOf('a', a), b: logOf('b', b) });
      const merged = ['a', 'b'].flatMap((source) =>
        logOf(source, source === 'a' ? a : b).map((line) => ({ source, ...line })),
      );
      const expected = merged.sort(compareAddresses).map(({ text }) => text);
      expect(await backwards(logs, lines)).toEqual(expected);
      expect(await forwards(logs, lines)).toEqual(expected);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('a search goes back as far as it must, and no line is read more than a few times', async () => {
  const logs = new Logs({
    a: logOf(
      'a',
      Array.from({ length: 100_000 }, (_, index) => index * 2000),
    ),
    b: logOf('b', [1, 5]),
  });
  const query = await Matcher.of('hit');
  const first = await readOlder(logs.reading(query), { lines: 100 }, quiet());
  expect(first.entries).toHaveLength(100);
  expect(first.complete).toBe(false);
  expect(logs.read).toBeLessThan(25_000);
  logs.read = 0;
  const rare = await Matcher.of('/^a 10 hit/');
  const found = await readOlder(logs.reading(rare), { lines: 100 }, quiet());
  expect(found).toMatchObject({ complete: true, entries: [{ text: 'a 10 hit', marks: [[0, 8]] }] });
  expect(logs.read).toBeLessThan(300_000);
});

test('lines of one time that are more than a window are all found', async () => {
  const logs = new Logs({
    a: logOf(
      'a',
      Array.from({ length: 3000 }, () => 5),
    ),
  });
  expect(await backwards(logs, 100)).toHaveLength(3000);
});

test('a histogram counts each record once', async () => {
  const logs = new Logs({
    a: logOf(
      'a',
      Array.from({ length: 1000 }, (_, index) => index * 1000),
    ),
    b: [],
  });
  const { counts, scanned, found, start, step } = await countLines(
    logs.reading(await Matcher.of('hit')),
    () => undefined,
  );
  expect({ scanned, found, start }).toEqual({ scanned: 1000, found: 100, start: expect.any(Number) });
  expect(counts.none?.reduce((sum, count) => sum + count, 0)).toBe(100);
  expect(start).toBeLessThanOrEqual(Date.UTC(2026, 0, 1));
  expect(step).toBeGreaterThan(0);
});
