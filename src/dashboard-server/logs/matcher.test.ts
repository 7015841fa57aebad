import { expect, test } from 'vitest';
import type { LogSource } from '../../dashboard-api/index.ts';
import { Matcher } from './matcher.ts';
import { type LogRecord, Records } from './records.ts';

const source: LogSource = {
  id: '0123456789ab',
  name: 'app-web-1',
  project: 'app',
  service: 'web',
  label: 'web-1',
  color: 0,
  running: true,
};

function recordOf(text: string): LogRecord {
  const records = new Records(source.id);
  const time = '2026-01-01T00:00:00.000000000Z';
  const made = text.split('\n').flatMap((line, nth) => {
    const record = records.push({ time, nth, stream: 'stderr', text: line, bytes: Buffer.byteLength(line) });
    return record === undefined ? [] : [record];
  });
  const [record = made[0]] = records.flush();
  if (record === undefined) throw new Error('no record');
  return record;
}

async function hits(query: string, text: string): Promise<boolean> {
  return (await Matcher.of(query))?.matches(source, recordOf(text)) ?? true;
}

const json = '{"level":"error","status":503,"user":{"id":7},"msg":"Too slow","path":"/api/x"}';

test.each([
  ['', 'anything', true],
  ['SLOW', 'too slow', true],
  ['too -slow', 'too slow', false],
  ['"too slow"', 'too  slow', false],
  ['/s[lL]o+w$/', 'too slooow', true],
  ['/SLOW/', 'too slow', false],
  ['/SLOW/i', 'too slow', true],
  ['red', '\x1b[31mr\x1b[32med', true],
  ['level:error', json, true],
  ['level:warn+', json, true],
  ['-level:error', json, false],
  ['status:503', json, true],
  ['status:5*', json, true],
  ['status:>=500 status:<504', json, true],
  ['status:>503', json, false],
  ['user.id:7', json, true],
  ['user.id:8,7', json, true],
  ['user.name:*', json, false],
  ['path:/^\\/api/', json, true],
  ['msg:"too slow"', json, true],
  ['svc:web', 'x', true],
  ['svc:db svc:w*', 'x', true],
  ['svc:db', 'x', false],
  ['container:app-web-1', 'x', true],
  ['container:web-1', 'x', true],
  ['container:0123456', 'x', true],
  ['stream:stderr', 'x', true],
  ['-stream:stderr', 'x', false],
  ['"line 3" level:error', 'ValueError: no\n  at line 3', true],
  ['-"line 3"', 'ValueError: no\n  at line 3', false],
])('%s on %j', async (query, text, expected) => {
  expect(await hits(query, text)).toBe(expected);
});

test('marks say where the text without colours was hit', async () => {
  const record = recordOf('\x1b[31mab\x1b[0mc 😀 ab');
  (await Matcher.of('ab /b./ -zz'))?.matches(source, record);
  expect(record[0].entry.marks).toEqual([
    [0, 3],
    [7, 9],
  ]);
});

test.each(['/(/', '/a(?=b)/', '/(a)\\1/', 'level:none', '"open'])(
  '%s is refused for people',
  async (query) => {
    await expect(Matcher.of(query)).rejects.toMatchObject({
      code: 'log-query',
      message: expect.stringMatching(/\(at character \d+\)$/),
    });
  },
);

test('no expression takes long', async () => {
  const text = 'a'.repeat(50_000);
  const begin = performance.now();
  for (const query of ['/(a+)+$!/', '/(a|aa)+b/', '/a*a*a*a*a*b/', '/(.*)(.*)(.*)x/'])
    expect(await hits(query, text)).toBe(false);
  expect(performance.now() - begin).toBeLessThan(2000);
});
