import { expect, test } from 'vitest';
import type { Binding } from './bindings.ts';
import { KeyChain } from './press.ts';

const run = () => undefined;
const bindings: Binding[] = [
  { keys: 'Mod+k', title: 'palette', group: 'Everywhere', run },
  { keys: 'g h', title: 'home', group: 'Go to', run },
  { keys: 'd', title: 'down', group: 'In a project', run },
  { keys: 'g d', title: 'doctor', group: 'Go to', run },
  { keys: 'j', title: 'of the list', group: 'In a list' },
];

function press(key: string, more: Partial<KeyboardEvent> = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, ...more };
}

test('keys one after the other, but not too late', () => {
  const chain = new KeyChain();
  expect(chain.press(press('g'), bindings, false, 0)).toBeUndefined();
  expect(chain.press(press('d'), bindings, false, 500)?.title).toBe('doctor');
  expect(chain.press(press('g'), bindings, false, 0)).toBeUndefined();
  expect(chain.press(press('d'), bindings, false, 5_000)?.title).toBe('down');
});

test('while one types only chords count, and what a view listens to itself is left to it', () => {
  const chain = new KeyChain();
  expect(chain.press(press('d'), bindings, true)).toBeUndefined();
  expect(chain.press(press('k', { ctrlKey: true }), bindings, true)?.title).toBe('palette');
  expect(chain.press(press('K', { metaKey: true }), bindings, false)?.title).toBe('palette');
  expect(chain.press(press('j'), bindings, false)).toBeUndefined();
  expect(chain.press(press('k', { ctrlKey: true, altKey: true }), bindings, false)).toBeUndefined();
});
