import { expect, test } from 'vitest';
import { PathPatterns, parseIgnoreFile } from './path-patterns.ts';

test.each([
  ['*.md', 'README.md', true],
  ['*.md', 'docs/README.md', false],
  ['**/*.md', 'README.md', true],
  ['**/*.md', 'a/b/README.md', true],
  ['docs', 'docs/a/b', true],
  ['docs/**', 'docs/a/b', true],
  ['docs/**/x', 'docs/x', true],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', false],
  ['[a-c]x', 'bx', true],
  ['[^a-c]x', 'bx', false],
  ['a.b', 'axb', false],
  ['a\\*b', 'a*b', true],
  ['./x/../y/', 'y', true],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(new PathPatterns([pattern]).matches(path)).toBe(expected);
});

test('the last pattern that matches wins', () => {
  const patterns = new PathPatterns(['*', '!src', 'src/*.tmp', '!src/keep.tmp']);
  const ignored = ['a', 'src', 'src/x', 'src/x.tmp', 'src/keep.tmp'].filter((path) => patterns.matches(path));
  expect(ignored).toEqual(['a', 'src/x.tmp']);
});

test('an ignored folder is looked into only where something in it may be wanted', () => {
  const patterns = new PathPatterns(['node_modules', 'dist', '!dist/keep/**']);
  expect(patterns.mayTakeBackBelow('dist')).toBe(true);
  expect(patterns.mayTakeBackBelow('node_modules')).toBe(false);
});

test('comments, blank lines and slashes at the ends do not count', () => {
  expect(parseIgnoreFile('\uFEFF# no\n\n /a/ \n!  /b\r\n  # yes\n')).toEqual(['a', '!b', '# yes']);
});
