import { visibleText } from './visible-text.ts';

/** A place in a text that a user wrote. Lines and columns count from 1. */
export interface SourcePosition {
  file: string;
  line: number;
  column: number;
  /** Length in characters of the marked text, where known. */
  length?: number;
}

export interface UserErrorOptions {
  /** What to do next, one sentence. */
  hint?: string;
  position?: SourcePosition;
  /** Where the cause stands in a project (`['services', 'web', 'image']`), for those who know the files to find the position. */
  path?: readonly string[];
  /** Exit code of the command line; 1 when absent. */
  exitCode?: number;
  cause?: unknown;
}

/**
 * A mistake that a user can mend. `code` is stable and has a page in `docs/errors/<code>.md`.
 * A plain `Error` that reaches the command line is a defect of ours and prints its stack.
 */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  /** Found late for an error that knows only its `path`. */
  position: SourcePosition | undefined;
  readonly path: readonly string[] | undefined;
  readonly exitCode: number;

  constructor(code: string, message: string, options: UserErrorOptions = {}) {
    // Both may quote a file or a path, which may hold anything.
    super(visibleText(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.hint = options.hint && visibleText(options.hint);
    this.position = options.position;
    this.path = options.path;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** Kinds of an engine's refusal; the server's edge maps each to one HTTP status. */
export type EngineErrorKind =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'not-modified'
  | 'not-implemented'
  | 'unavailable'
  | 'system';

export type EngineErrorOptions = Pick<UserErrorOptions, 'cause' | 'hint' | 'path'>;

/** What a room of the engine throws when it refuses a request; the message goes to the client as it is. */
export class EngineError extends Error {
  readonly kind: EngineErrorKind;
  /** What a client adds to the engine's words: what to do next, and where in the project the cause stands. */
  readonly hint: string | undefined;
  readonly path: readonly string[] | undefined;
  position: SourcePosition | undefined;

  constructor(kind: EngineErrorKind, message: string, options: EngineErrorOptions = {}) {
    super(message, options);
    this.name = 'EngineError';
    this.kind = kind;
    this.hint = options.hint;
    this.path = options.path;
  }
}

/** A failure as users read it: Docker's programs say which ones are the engine's. */
export function failureText(error: unknown): string {
  return error instanceof EngineError ? `Error response from daemon: ${error.message}` : messageOf(error);
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
