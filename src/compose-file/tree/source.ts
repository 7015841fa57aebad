import type { SourcePosition } from '../../shared/index.ts';

/** A text that values come from: a Compose file, an env file, the command line. */
export interface Source {
  /** What errors call it: an absolute path, `-` for standard input, a remote reference. */
  readonly file: string;
  readonly text: string;
}

/** A stretch of a source, in UTF-16 units. Line and column are computed only when something is reported. */
export interface Place {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Characters between the places whose line is remembered: in a long text many mistakes may be reported. */
const STEP = 65_536;
/** Of a text, the line breaks before every STEP characters. */
const remembered = new WeakMap<Source, number[]>();

export function positionOf(place: Place): SourcePosition {
  const { text, file } = place.source;
  const start = Math.min(place.start, text.length);
  const step = Math.floor(start / STEP);
  const line = (breaksBySteps(place.source)[step] ?? 0) + countBreaks(text, step * STEP, start) + 1;
  const lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  const length = Math.max(1, Math.min(place.end, lineEnd) - start);
  return { file, line, column: start - lineStart + 1, length };
}

function breaksBySteps(source: Source): number[] {
  let steps = remembered.get(source);
  if (steps === undefined) {
    steps = [0];
    for (let at = 0; at + STEP <= source.text.length; at += STEP) {
      steps.push((steps.at(-1) ?? 0) + countBreaks(source.text, at, at + STEP));
    }
    remembered.set(source, steps);
  }
  return steps;
}

function countBreaks(text: string, from: number, to: number): number {
  let breaks = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
}
