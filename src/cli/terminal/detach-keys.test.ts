import { expect, test } from 'vitest';
import { DetachWatcher, defaultDetachKeys, parseDetachKeys } from './detach-keys.ts';

test.each([
  ['ctrl-p,ctrl-q', [16, 17]],
  ['a,ctrl-@,ctrl-[', [97, 0, 27]],
])('%s', (text, bytes) => {
  expect([...parseDetachKeys(text)]).toEqual(bytes);
});

test.each(['ctrl-P', 'ctrl', 'ab', ''])('%j is refused', (text) => {
  expect(() => parseDetachKeys(text)).toThrow('Unknown character');
});

test.each<[number[][], number[], boolean]>([
  [[[1, 2, 3]], [1, 2, 3], false],
  [[[16, 17]], [], true],
  [
    [
      [1, 16],
      [17, 9],
    ],
    [1],
    true,
  ],
  [[[16, 1]], [16, 1], false],
  [[[16, 16, 17]], [16], true],
  [[[16], [5], [17]], [16, 5, 17], false],
])('%j', (typed, passed, detached) => {
  const watcher = new DetachWatcher(defaultDetachKeys);
  const results = typed.map((bytes) => watcher.push(Uint8Array.from(bytes)));
  expect(results.flatMap(({ pass }) => [...pass])).toEqual(passed);
  expect(results.some((result) => result.detached)).toBe(detached);
});
