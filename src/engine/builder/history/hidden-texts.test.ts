import { expect, test } from 'vitest';
import { HiddenTexts } from './hidden-texts.ts';

test('values are replaced, the longest first, and passwords in addresses', () => {
  const hidden = new HiddenTexts(['hunter2', 'hunter2-again', ' spaced\n', 'abc']);
  expect(hidden.hide('hunter2-again hunter2 spaced abc')).toBe('*** *** *** abc');
  expect(hidden.hide('git clone https://me:pass@host/x')).toBe('git clone https://***@host/x');
});

test('the end of a text that may be the beginning of a value is told', () => {
  const hidden = new HiddenTexts(['hunter2']);
  expect(hidden.unsettled('it is hunt')).toBe(4);
  expect(hidden.unsettled('it is hunter2')).toBe(0);
  expect(hidden.unsettled('it is')).toBe(0);
  expect(new HiddenTexts([]).unsettled('hunt')).toBe(0);
});

test('a hostile text costs no more than its length', () => {
  const hidden = new HiddenTexts(['hunter2', 'x'.repeat(10_000)]);
  const text = `://${'a:'.repeat(500_000)}`;
  const begin = performance.now();
  expect(hidden.hide(text)).toBe(text);
  expect(hidden.unsettled('y'.repeat(100_000))).toBe(0);
  expect(performance.now() - begin).toBeLessThan(1_000);
});

test('arguments are taken for secret by their names alone', () => {
  const request = {
    context: { folder: '/' },
    tags: [],
    labels: {},
    noCache: false,
    pull: false,
    extraHosts: [],
    auth: {},
    buildArgs: { API_TOKEN: 'tok-1234', VERSION: '1.2.3', DB_PASSWORD: null },
    secrets: { key: { value: 'sesame' }, gone: { file: '/nowhere' } },
  };
  expect(HiddenTexts.of(request).hide('tok-1234 1.2.3 sesame')).toBe('*** 1.2.3 ***');
});
