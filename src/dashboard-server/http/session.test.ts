import { expect, test } from 'vitest';
import { codeLife, Session } from './session.ts';

test('a code is good once', () => {
  const session = new Session();
  const { text } = session.issueCode();
  const key = session.redeem(text);
  expect(key !== undefined && session.isKey(key)).toBe(true);
  expect(session.redeem(text)).toBeUndefined();
});

test('a code dies with time, and with the next', async () => {
  let now = 1_000_000;
  const session = new Session(() => now);
  const first = session.issueCode();
  const second = session.issueCode();
  await first.over;
  expect(session.redeem(first.text)).toBeUndefined();
  now += codeLife + 1;
  expect(session.redeem(second.text)).toBeUndefined();
  const third = session.issueCode();
  now += codeLife;
  expect(session.redeem(third.text)).toBeDefined();
  await third.over;
});

test('keys and codes are long, and differ each time', () => {
  const session = new Session();
  const texts = Array.from({ length: 100 }, () => session.issueCode().text);
  expect(new Set(texts).size).toBe(100);
  expect(texts.every((text) => text.length >= 43)).toBe(true);
  for (const key of ['', texts[0] ?? '', 'é'.repeat(43)]) expect(session.isKey(key)).toBe(false);
});
