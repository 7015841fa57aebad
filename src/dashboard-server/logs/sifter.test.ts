import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLines } from './histogram.ts';
import type { RawLine } from './line-cutter.ts';
import { Matcher } from './matcher.ts';
import { readOlder } from './read-older.ts';
import { ProgressTeller } from './reading.ts';
import { requiredText } from './required-text.ts';
import { LogsInMemory } from './testing/logs-in-memory.ts';

const texts = [
  'plain text of no interest',
  'INFO request handled path=/api status=200 took=17ms',
  'WARN slow path=/api status=500 took=1700ms',
  '{"level":"error","status":500,"user":{"id":7},"msg":"it broke"}',
  '{"level":50,"status":5e2,"msg":"in numbers"}',
  '{"\\u006cevel":"error","st\\u0061tus":500}',
  '{"s":"E","msg":"mongo"}',
  's=E component=store msg=x',
  '\x1b[31mERR\x1b[0mOR in colours',
  'lin\x1b]0;title\x07e 77 hidden title',
  'error: failed',
  '[E 2026-01-01 00:00:00.000 app] tornado',
  'E0101 12:00:00.000000 1 klog',
  '1:M 01 Jan 2026 00:00:00.000 # redis',
  '<3>kernel',
  'Traceback (most recent call last):',
  '  File "a.py", line 77, in run',
  'ValueError: line 77 is wrong',
  'java.lang.IllegalStateException: no',
  '\tat a.b.C(C.java:77)',
  'Caused by: x',
  'line 77',
  'LINE 77 \u212aelvin \u0130stanbul \u017f',
  'progress 1\rprogress 2',
  `long ${'x'.repeat(5000)} line 77`,
  '',
];

const queries = [
  '"line 77"',
  'kelvin',
  'istanbul',
  'title',
  'handled -status:200',
  '/line 7+$/',
  '/line \\d+\\n?/ error',
  '/(?:line|file) 77/',
  '/KELVIN/i',
  'level:error',
  'level:warn,fatal',
  'level:info',
  'level:debug',
  'status:500',
  'status:5*',
  'status:>300',
  'user.id:7',
  'took:/^17/',
  '-error',
  'msg:*',
];

/** Lines come a few microseconds apart, some at once. */
const log = fc
  .array(fc.tuple(fc.constantFrom(...texts), fc.nat(3), fc.boolean()), { maxLength: 60 })
  .map((lines): RawLine[] => {
    let at = 0;
    return lines.map(([text, later, isError]) => {
      at += later;
      const time = `2026-01-01T00:00:00.${String(at).padStart(9, '0')}Z`;
      return { time, nth: 0, stream: isError ? 'stderr' : 'stdout', text, bytes: 0 };
    });
  });

test('what is passed over is never what a query finds', async () => {
  await fc.assert(
    fc.asyncProperty(
      log,
      fc.constantFrom(...queries),
      fc.integer({ min: 500, max: 70_000 }),
      fc.nat(7),
      async (lines, query, chunk, noise) => {
        // Much of nothing between: whole blocks of it are passed over.
        const nothing = lines.flatMap((line) => [
          line,
          ...Array.from(
            { length: noise },
            (): RawLine => ({ ...line, text: 'nothing of interest '.repeat(150), stream: 'stdout' }),
          ),
        ]);
        const matcher = await Matcher.of(query);
        const logs = new LogsInMemory({ a: nothing }, chunk);
        const [sifted, whole] = await Promise.all(
          [matcher?.sieve, undefined].map((sieve) =>
            readOlder(
              { ...logs.reading(matcher), sieve },
              { lines: 500 },
              new ProgressTeller(() => undefined),
            ),
          ),
        );
        expect(sifted?.entries).toEqual(whole?.entries);
        expect(sifted?.complete).toBe(whole?.complete);
        const counts = await Promise.all(
          [matcher?.sieve, undefined].map((sieve) =>
            countLines(
              {
                ...logs.reading(matcher),
                since: lines[0]?.time ?? '',
                until: '2026-01-01T00:00:01.000000000Z',
                sieve,
              },
              () => undefined,
            ),
          ),
        );
        expect(counts[0]).toEqual(counts[1]);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test('a stack trace that is cut by the end of a block is found as a whole', async () => {
  const trace = [
    'ERROR first',
    'Traceback (most recent call last):',
    ...Array.from({ length: 40 }, (_, at) => `  frame ${at}`),
    'ValueError: last',
  ];
  const filler = (count: number): string[] => Array.from({ length: count }, () => 'x'.repeat(100));
  const lengths: number[] = [];
  for (let before = 1_350; before < 1_500; before += 10) {
    const texts = [...filler(before), ...trace, ...filler(1_200), 'the end'];
    const lines = texts.map(
      (text, at): RawLine => ({
        time: `2026-01-01T00:00:00.${String(at).padStart(9, '0')}Z`,
        nth: 0,
        stream: 'stdout',
        text,
        bytes: 0,
      }),
    );
    for (const query of ['first', '"ValueError: last"', '"the end"']) {
      const logs = new LogsInMemory({ a: lines });
      const found = await readOlder(
        logs.reading(await Matcher.of(query)),
        { lines: 100 },
        new ProgressTeller(() => undefined),
      );
      lengths.push(found.entries.length);
    }
  }
  expect(new Set(lengths)).toEqual(new Set([trace.length, 1]));
  expect(lengths.filter((length) => length === 1)).toHaveLength(lengths.length / 3);
});

test.each([
  ['line 7777\\d$', 'line 7777'],
  ['^GET /api/v\\d+/items', 'GET /api/v'],
  ['a\\.b\\/c', 'a.b/c'],
  ['colou?r of', 'colo'],
  ['ab+c', 'ab'],
  ['(?:one|two) three', ' three'],
  ['one|two', ''],
  ['[a-z]+ed twice', 'ed twice'],
  ['x{2,3}yz', 'yz'],
  ['\\x41bcd', ''],
  ['[]a]bc', ''],
  ['(unclosed', ''],
])('%s needs %s', (source, text) => {
  expect(requiredText(source)).toBe(text);
});
