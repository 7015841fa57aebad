import { UserError } from '../../shared/index.ts';
import { positionOf, type Source } from '../tree/source.ts';
import { Scanner } from './scanner.ts';
import type { TokenKind } from './tokens.ts';

/** Keys and values of a file, collections among them: more than ten thousand services of ten attributes have. */
export const MAX_VALUES = 500_000;
/** A shorter text has no room for so many. */
const SHORT = MAX_VALUES;

const VALUES: ReadonlySet<TokenKind> = new Set([
  'scalar',
  'alias',
  'block-sequence',
  'block-mapping',
  'flow-sequence',
  'flow-mapping',
]);
/** After these a value stands, or none where the next token is no part of one. */
const BEFORE_VALUE: ReadonlySet<TokenKind> = new Set(['entry', 'key', 'value', 'document-start']);
const PARTS: ReadonlySet<TokenKind> = new Set([...VALUES, 'anchor', 'tag']);

/**
 * Counts the values of a long text before any of them costs memory: tokens are forgotten as they are read.
 * @throws UserError `too-many-values`
 */
export function countValues(source: Source): void {
  if (source.text.length <= SHORT) return;
  try {
    countTokens(source);
  } catch (error) {
    // What is wrong with the text as YAML the parser says, which may find something before it.
    if (error instanceof UserError && error.code === 'yaml-syntax') return;
    throw error;
  }
}

function countTokens(source: Source): void {
  const scanner = new Scanner(source, false);
  let values = 0;
  let isDue = false;
  for (let found = scanner.next(); found.kind !== 'stream-end'; found = scanner.next()) {
    if (VALUES.has(found.kind) || (isDue && !PARTS.has(found.kind))) values += 1;
    isDue = BEFORE_VALUE.has(found.kind);
    if (values > MAX_VALUES) throw tooMany(source, found.start);
  }
}

export function tooMany(source: Source, at: number): UserError {
  return new UserError('too-many-values', `the file has more than ${MAX_VALUES} values`, {
    position: positionOf({ source, start: at, end: at }),
    hint: 'Is it the right file? Data belongs into volumes, `configs` and `secrets`.',
  });
}
