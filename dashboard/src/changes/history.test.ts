import { expect, test, vi } from 'vitest';

vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
const { scriptOf } = await import('./history.ts');

test('the script holds what came to its end, in order, and no title can break out of its comment', () => {
  const at = Date.UTC(2026, 1, 3, 4, 5, 6);
  const common = { at, engine: 'embedded', milliseconds: 3 };
  const script = scriptOf(
    [
      { ...common, title: 'Start app\nrm -rf /', command: 'tutti -p app up -d', state: 'done' },
      { ...common, title: 'Stop web', command: 'tutti -p app stop web', state: 'failed' },
    ],
    "/home/me/it's mine",
  );
  expect(script).toBe(
    [
      '#!/bin/sh',
      'set -e',
      "cd '/home/me/it'\\''s mine'",
      '',
      '# 2026-02-03T04:05:06.000Z: Start app rm -rf /',
      'tutti -p app up -d',
      '',
    ].join('\n'),
  );
});
