import { expect, test } from 'vitest';
import { downloadLines } from './download.ts';
import type { RawLine } from './line-cutter.ts';
import { LogsInMemory } from './testing/logs-in-memory.ts';

/** A line a tenth of a second. */
function lines(...texts: ['stdout' | 'stderr', text: string][]): RawLine[] {
  return texts.map(([stream, text], index) => {
    const time = `2026-01-01T00:${String(Math.floor(index / 600)).padStart(2, '0')}:${String(Math.floor(index / 10) % 60).padStart(2, '0')}.${index % 10}00000000Z`;
    return { time, nth: 0, stream, text, bytes: text.length };
  });
}

async function downloaded(logs: Record<string, RawLine[]>): Promise<string[]> {
  let all = '';
  for await (const piece of downloadLines(new LogsInMemory(logs).reading(), 'text')) all += piece;
  return all
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^(?:.*? \| )?\S+ /, ''));
}

test('lines of both streams are in the order of their times, whichever comes next in its own', async () => {
  const a = lines(['stdout', '1'], ['stderr', '2'], ['stdout', '3'], ['stdout', '4'], ['stderr', '5']);
  expect(await downloaded({ a })).toEqual(['1', '2', '3', '4', '5']);
});

test('a line that nothing follows in its stream is not kept until the end', async () => {
  const rest = Array.from({ length: 6_000 }, (_, index): ['stdout', string] => ['stdout', String(index + 1)]);
  const a = lines(['stderr', '0'], ...rest);
  expect(await downloaded({ a, b: [] })).toEqual(a.map(({ text }) => text));
});

test('a stack trace stays together, before what the other stream said meanwhile', async () => {
  const a = lines(
    ['stderr', 'Error: no'],
    ['stdout', 'served'],
    ['stderr', '    at run (a.js:1)'],
    ['stdout', 'on'],
  );
  expect(await downloaded({ a })).toEqual(['Error: no', '    at run (a.js:1)', 'served', 'on']);
});

test('however much is written at once beside an unfinished line, not all of it is kept', async () => {
  const texts = Array.from({ length: 12_000 }, (_, index) => (index === 0 ? 'first' : String(index)));
  const a = texts.map((text, nth): RawLine => {
    const time = '2026-01-01T00:00:00.000000000Z';
    return { time, nth, stream: nth === 0 ? 'stderr' : 'stdout', text, bytes: text.length };
  });
  expect(await downloaded({ a })).toEqual(texts);
  const logs = new LogsInMemory({ a });
  const first = await downloadLines(logs.reading(), 'text').next();
  expect(first.value).toMatch(/^\S+ first\n/);
  expect(logs.read).toBeLessThan(9_000);
});
