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

export function positionOf(place: Place): SourcePosition {
  const { text, file } = place.source;
  const start = Math.min(place.start, text.length);
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  const newline = text.indexOf('\n', start);
  const lineEnd = newline === -1 ? text.length : newline;
  const length = Math.max(1, Math.min(place.end, lineEnd) - start);
  return { file, line, column: start - lineStart + 1, length };
}
