import { expect, test } from 'vitest';
import { formatLine, formatPicks, logsCommand, parseLine, parsePicks } from './addresses.ts';
import { fieldTerm, levelsOf, toggleLevel } from './terms.ts';

test('the address of a line is read back, and nothing else is one', () => {
  const at = { source: '0123456789ab', time: '2026-01-01T00:00:00.000000001Z', nth: 7 };
  expect(parseLine(formatLine(at))).toEqual(at);
  for (const text of ['', 'x', '0123456789ab.7', '0123456789ab.7@now'])
    expect(parseLine(text)).toBeUndefined();
});

test('picks are read back', () => {
  const picks = [{ project: 'app' }, { project: 'app', service: 'web' }, { container: 'redis' }];
  expect(parsePicks(formatPicks(picks))).toEqual(picks);
  expect(parsePicks('')).toEqual([]);
});

test('the command names what is shown', () => {
  const range = { since: '2026-01-01T00:00:00.000000000Z', until: undefined, follow: true };
  expect(logsCommand([{ project: 'app', service: 'web' }], range)?.command).toBe(
    'tutti --project-name app logs --timestamps --follow --since 2026-01-01T00:00:00.000000000Z web',
  );
  expect(logsCommand([{ project: "a'b" }], { ...range, since: undefined, until: 'x' })?.command).toBe(
    `tutti --project-name 'a'\\''b' logs --timestamps --until x`,
  );
  expect(logsCommand([{ project: 'a' }, { project: 'b' }], range)).toBeUndefined();
  expect(logsCommand([{ container: 'c' }], range)).toBeUndefined();
});

test('the command searches as the page does, and tells what it cannot', () => {
  const shown = { since: undefined, until: undefined, follow: true };
  const find = `"it's slow" -/time(out)?/i level:error status:500`;
  expect(logsCommand([{ project: 'app' }], { ...shown, find })).toEqual({
    command: String.raw`tutti --project-name app logs --no-log-prefix --follow | grep -a --line-buffered -iF -e 'it'\''s slow' | grep -a --line-buffered -v -iP -e 'time(out)?'`,
    unsaid: ['level:error', 'status:500'],
  });
  const once = logsCommand([{ project: 'app' }], { ...shown, follow: false, find: '-debug' });
  expect(once?.command).toMatch(/logs --no-log-prefix \| grep -a -v -iF -e debug$/);
});

test('the command names the services that are searched', () => {
  const shown = { since: undefined, until: undefined, follow: false };
  const searched = (find: string, services: string[] = []) => {
    const picks = services.map((service) => ({ project: 'app', service }));
    return logsCommand(picks.length === 0 ? [{ project: 'app' }] : picks, { ...shown, find });
  };
  const logs = 'tutti --project-name app logs --timestamps';
  expect(searched('svc:web')).toEqual({ command: `${logs} web`, unsaid: [] });
  expect(searched('svc:web,db', ['db', 'api'])).toEqual({ command: `${logs} db`, unsaid: [] });
  expect(searched('svc:web svc:db')).toEqual({ command: `${logs} web`, unsaid: ['svc:db'] });
  expect(searched('-svc:web')).toEqual({ command: logs, unsaid: ['-svc:web'] });
  expect(searched('svc:web', ['db'])).toEqual({ command: `${logs} db`, unsaid: ['svc:web'] });
});

test('levels are asked for one by one', () => {
  const one = toggleLevel('slow -level:debug', 'error');
  expect(one).toBe('slow -level:debug level:error');
  expect(levelsOf(toggleLevel(one, 'warn'))).toEqual(['error', 'warn']);
  expect(toggleLevel(one, 'error')).toBe('slow -level:debug');
});

test('a value becomes a term, whatever is in it', () => {
  expect(fieldTerm('path', '/a "b"', true)).toBe('-path:"/a \\"b\\""');
});
