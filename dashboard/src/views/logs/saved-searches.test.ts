import { beforeEach, expect, test, vi } from 'vitest';

const stored = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => stored.set(key, value),
});

beforeEach(() => {
  stored.clear();
  vi.resetModules();
});

test('searches are kept by project and found again by the next page; one of the same name is replaced', async () => {
  const first = await import('./saved-searches.ts');
  first.saveSearch('shop', { name: 'slow', find: 'took:>1s' });
  first.saveSearch('shop', { name: 'slow', find: 'took:>2s', services: 'web' });
  first.saveSearch('other', { name: 'all' });
  first.forgetSearch('other', 'all');
  vi.resetModules();
  const next = await import('./saved-searches.ts');
  expect(next.searchesOf('shop')).toEqual([{ name: 'slow', find: 'took:>2s', services: 'web' }]);
  expect(next.searchesOf('other')).toEqual([]);
});

test('what cannot be read is as if there was nothing', async () => {
  stored.set('tutti.logs.searches', '{');
  const { searchesOf } = await import('./saved-searches.ts');
  expect(searchesOf('shop')).toEqual([]);
});

test('a search has what is asked, and neither a time nor a line', async () => {
  const { changesFor, partsOf } = await import('./saved-searches.ts');
  const parts = partsOf({ find: 'x', since: '2026', line: 'a.1@b', services: '' });
  expect(parts).toEqual({ find: 'x' });
  expect(changesFor(parts)).toEqual({ find: 'x' });
  expect(Object.keys(changesFor(parts))).toEqual(
    expect.arrayContaining(['since', 'until', 'line', 'services']),
  );
});
