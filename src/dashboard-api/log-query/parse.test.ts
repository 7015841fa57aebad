import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatLogQuery } from './format.ts';
import { parseLogQuery } from './parse.ts';
import type { LogQueryTerm, TermTest } from './query.ts';

function tests(query: string): unknown[] {
  const { query: parsed, problems } = parseLogQuery(query);
  expect(problems).toEqual([]);
  return parsed.terms.map(({ exclude, test: read }) => (exclude ? { not: read } : read));
}

test.each<[string, unknown[]]>([
  ['', []],
  ['  timeout  ', [{ kind: 'text', text: 'timeout' }]],
  ['"two words" -noise', [{ kind: 'text', text: 'two words' }, { not: { kind: 'text', text: 'noise' } }]],
  ['"a \\" quote"', [{ kind: 'text', text: 'a " quote' }]],
  [
    '--flag -',
    [
      { kind: 'text', text: '--flag' },
      { kind: 'text', text: '-' },
    ],
  ],
  ['/a b+/', [{ kind: 'regex', source: 'a b+', ignoreCase: false }]],
  ['-/[/]x\\/y/i', [{ not: { kind: 'regex', source: '[/]x\\/y', ignoreCase: true } }]],
  ['/api/v1/items', [{ kind: 'text', text: '/api/v1/items' }]],
  ['/health', [{ kind: 'text', text: '/health' }]],
  [
    'http://host:80/ 12:30:01 note:',
    ['http://host:80/', '12:30:01', 'note:'].map((text) => ({ kind: 'text', text })),
  ],
  ['level:warn', [{ kind: 'level', levels: ['warn'] }]],
  ['level:ERR,critical', [{ kind: 'level', levels: ['error', 'fatal'] }]],
  ['level:warn+', [{ kind: 'level', levels: ['warn', 'error', 'fatal'] }]],
  ['svc:web,db-*', [{ kind: 'service', names: ['web', 'db-*'] }]],
  ['-container:app-web-1', [{ not: { kind: 'container', names: ['app-web-1'] } }]],
  ['stream:stderr', [{ kind: 'stream', stream: 'stderr' }]],
  ['status:500', [{ kind: 'field', path: 'status', test: { kind: 'equals', values: ['500'] } }]],
  ['user.id:7,8', [{ kind: 'field', path: 'user.id', test: { kind: 'equals', values: ['7', '8'] } }]],
  ['took:>=1.5', [{ kind: 'field', path: 'took', test: { kind: 'compare', operator: '>=', number: 1.5 } }]],
  ['trace:*', [{ kind: 'field', path: 'trace', test: { kind: 'exists' } }]],
  [
    'path:/^\\/api/',
    [{ kind: 'field', path: 'path', test: { kind: 'regex', source: '^\\/api', ignoreCase: false } }],
  ],
  ['path:"/a b"', [{ kind: 'field', path: 'path', test: { kind: 'equals', values: ['/a b'] } }]],
])('%s', (query, terms) => {
  expect(tests(query)).toEqual(terms);
});

test.each<[string, string, number, number]>([
  ['x level:loud', 'there is no level “loud”', 8, 12],
  ['stream:stdin', 'there is no stream “stdin”', 7, 12],
  ['"open', 'this quotation mark is not closed', 0, 5],
  ['svc:"open', 'this quotation mark is not closed', 4, 9],
  ['took:>fast', '“fast” is not a number', 5, 10],
  ['/a/xi', 'there are no flags “xi”', 0, 5],
])('%s is refused with its place', (query, message, from, to) => {
  expect(parseLogQuery(query).problems).toMatchObject([{ message, from, to }]);
});

test('all problems are told at once', () => {
  expect(parseLogQuery('level:loud ok stream:x "').problems).toHaveLength(3);
});

test('any text is read to its end without a failure', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
      const { query } = parseLogQuery(text);
      for (const { from, to } of query.terms) expect(from < to && to <= text.length).toBe(true);
    }),
  );
});

const word = fc.string({ minLength: 1, unit: fc.constantFrom(...Array.from('abz09*:,"\\/<>-+ .é')) });
const name = fc
  .stringMatching(/^[a-z][a-z.]{0,5}$/)
  .filter((key) => !/^(level|svc|service|container|stream)$/.test(key));
const term: fc.Arbitrary<TermTest> = fc.oneof(
  word.map((text): TermTest => ({ kind: 'text', text })),
  fc.array(word, { minLength: 1, maxLength: 3 }).map((names): TermTest => ({ kind: 'service', names })),
  fc
    .tuple(name, fc.array(word, { minLength: 1, maxLength: 3 }))
    .map(([path, values]): TermTest => ({ kind: 'field', path, test: { kind: 'equals', values } })),
  fc.tuple(name, fc.integer()).map(
    ([path, number]): TermTest => ({
      kind: 'field',
      path,
      test: { kind: 'compare', operator: '<', number },
    }),
  ),
  fc.constant<TermTest>({ kind: 'level', levels: ['warn', 'fatal'] }),
  fc.constant<TermTest>({ kind: 'regex', source: '[/] x\\/', ignoreCase: true }),
);

test('a query that is written down reads as it was', () => {
  const terms = fc.array(fc.tuple(term, fc.boolean()));
  fc.assert(
    fc.property(terms, (given) => {
      const query = given.map(([test, exclude]): LogQueryTerm => ({ test, exclude, from: 0, to: 0 }));
      const read = parseLogQuery(formatLogQuery({ terms: query }));
      expect(read.problems).toEqual([]);
      expect(read.query.terms.map((each) => ({ ...each, from: 0, to: 0 }))).toEqual(query);
    }),
    { numRuns: 500 },
  );
});
