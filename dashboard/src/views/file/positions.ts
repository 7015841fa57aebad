import type { Text } from '@codemirror/state';
import type { SourcePosition } from '../../../../src/shared/index.ts';

/** The part of a text that a position marks: to its length, else to the end of the word. */
export function rangeOf(text: Text, { line, column, length }: SourcePosition): { from: number; to: number } {
  const at = text.line(Math.min(Math.max(line, 1), text.lines));
  const from = Math.min(at.from + Math.max(column, 1) - 1, at.to);
  const word = /^\S+/.exec(text.sliceString(from, at.to))?.[0].length ?? 0;
  return { from, to: Math.min(from + (length ?? word), at.to) };
}
