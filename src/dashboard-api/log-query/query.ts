/** What is asked of lines: all terms must hold. Of several wanted services, containers, streams or levels one must. */
import type { LogLevel } from '../log-lines/level.ts';

export interface LogQueryTerm {
  test: TermTest;
  /** `-term`: lines that it hits are left out. */
  exclude: boolean;
  /** Characters of the query that it was written with. */
  from: number;
  to: number;
}

export type TermTest =
  /** Anywhere in the line, upper and lower case alike. */
  | { kind: 'text'; text: string }
  | { kind: 'regex'; source: string; ignoreCase: boolean }
  | { kind: 'level'; levels: LogLevel[] }
  /** Names with `*` for any characters; one must be the whole name. */
  | { kind: 'service' | 'container'; names: string[] }
  | { kind: 'stream'; stream: 'stdout' | 'stderr' }
  /** A field of a structured line. */
  | { kind: 'field'; path: string; test: FieldTest };

export type FieldTest =
  | { kind: 'exists' }
  /** One of these, with `*` for any characters. */
  | { kind: 'equals'; values: string[] }
  | { kind: 'compare'; operator: '>' | '>=' | '<' | '<='; number: number }
  | { kind: 'regex'; source: string; ignoreCase: boolean };

export interface LogQuery {
  terms: LogQueryTerm[];
}

/** Something in a query that cannot be understood, and where. */
export interface LogQueryProblem {
  message: string;
  hint?: string;
  from: number;
  to: number;
}
