import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isChanged, mergeTexts, openDraft, settle, takeDisk } from './draft.ts';

const disk = (text: string) => ({ text, digest: `sha256:${text}` });
const edited = (base: string, mine: string) => ({ ...openDraft(disk(base)), mine });

test('a file that nobody edits follows the disk', () => {
  expect(takeDisk(openDraft(disk('a')), disk('b'))).toEqual({
    kind: 'replaced',
    draft: openDraft(disk('b')),
  });
});

test('the same text on disk changes nothing', () => {
  const draft = edited('a', 'mine');
  expect(takeDisk(draft, disk('a'))).toEqual({ kind: 'same', draft });
});

test('changes of different lines come together', () => {
  const outcome = takeDisk(edited('1\n2\n3\n4\n5\n', '1 mine\n2\n3\n4\n5\n'), disk('1\n2\n3\n4\n5 theirs\n'));
  expect(outcome).toMatchObject({ kind: 'merged', draft: { mine: '1 mine\n2\n3\n4\n5 theirs\n' } });
  expect(isChanged(outcome.draft)).toBe(true);
});

test('changes of one line are left to a person, and nothing is lost until then', () => {
  const draft = edited('a\nb\n', 'a\nmine\n');
  const outcome = takeDisk(draft, disk('a\ntheirs\n'));
  expect(outcome).toEqual({ kind: 'conflict', draft, theirs: disk('a\ntheirs\n') });
  expect(settle(draft, disk('a\ntheirs\n'))).toEqual({
    base: 'a\ntheirs\n',
    digest: 'sha256:a\ntheirs\n',
    mine: 'a\nmine\n',
  });
});

test('the same change on both sides is no conflict', () => {
  expect(takeDisk(edited('a\n', 'b\n'), disk('b\n'))).toMatchObject({ kind: 'replaced' });
  expect(mergeTexts('a\n1\n2\n', 'b\n1\n2\n', 'b\n1\n3\n')).toBe('b\n1\n3\n');
});

test('merging with an unchanged side gives the other side', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (base, changed) => {
      expect(mergeTexts(base, changed, base)).toBe(changed);
      expect(mergeTexts(base, base, changed)).toBe(changed);
    }),
  );
});
