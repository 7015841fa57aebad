/** Anything that was thrown → what the user reads, and the exit code. */

import { EngineError, failureText, type SourcePosition, UserError, visibleText } from '../shared/index.ts';
import { SourceLines } from './source-lines.ts';

/** Ends the command with this code after everything has been said already. */
export class ExitError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.name = 'ExitError';
    this.exitCode = exitCode;
  }
}

export interface ErrorReport {
  /** For standard error; empty when nothing is to be said. */
  text: string;
  exitCode: number;
}

export interface ReportOptions {
  /** One JSON object a line, as Docker Compose's `--progress json`. */
  json: boolean;
  /** The user interrupted: whatever was thrown is the consequence. */
  interrupted: boolean;
  /** The text of a file, for the line that an error points at; `undefined` when it cannot be read. */
  readSource: (file: string) => string | undefined;
}

export function reportError(error: unknown, options: ReportOptions): ErrorReport {
  if (error instanceof ExitError) return { text: '', exitCode: error.exitCode };
  if (options.interrupted) return { text: '', exitCode: 130 };
  const problems = problemsOf(error);
  const text = options.json
    ? problems.map((problem) => `${jsonLine(problem)}\n`).join('')
    : plainTexts(problems, new SourceLines(options.readSource));
  return { text, exitCode: error instanceof UserError ? error.exitCode : 1 };
}

/** A loader reports all mistakes of a project in one error. */
function problemsOf(error: unknown): unknown[] {
  if (error instanceof UserError && 'problems' in error && Array.isArray(error.problems))
    return error.problems;
  return [error];
}

function jsonLine(error: unknown): string {
  const more =
    error instanceof UserError
      ? { code: error.code, hint: error.hint, position: error.position }
      : error instanceof EngineError
        ? { hint: error.hint, position: error.position }
        : {};
  return JSON.stringify({ error: true, message: failureText(error), ...more });
}

function plainTexts(problems: readonly unknown[], lines: SourceLines): string {
  return problems.map((problem) => plainText(problem, lines)).join('');
}

function plainText(error: unknown, sources: SourceLines): string {
  if (error instanceof UserError || error instanceof EngineError) {
    const lines = [failureText(error)];
    if (error.position !== undefined) lines.push(...excerpt(error.position, sources));
    if (error.hint !== undefined) lines.push(error.hint);
    return `${visibleText(lines.join('\n'))}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${stack}\n\nThis is a defect of tutti. Please report it with the lines above and the command that you ran.\n`;
}

/** `file:line:column`, the line itself, and a caret below the marked text. */
function excerpt(position: SourcePosition, sources: SourceLines): string[] {
  const place = `  at ${position.file}:${position.line}:${position.column}`;
  const line = sources.line(position.file, position.line);
  if (line === undefined) return [place];
  const number = String(position.line);
  const { shown, column } = shortened(line, position.column - 1);
  const before = shown.slice(0, column).replace(/[^\t]/g, ' ');
  const length = Math.max(1, Math.min(position.length ?? 1, shown.length - column));
  return [place, `  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${before}${'^'.repeat(length)}`];
}

/** More of a line would not help anybody to see what is marked. */
const LONGEST_LINE = 400;

/** The part of a long line that is around a column. */
function shortened(line: string, column: number): { shown: string; column: number } {
  if (line.length <= LONGEST_LINE) return { shown: line, column };
  const start = Math.max(0, Math.min(column - LONGEST_LINE / 4, line.length - LONGEST_LINE));
  const head = start > 0 ? '…' : '';
  const tail = start + LONGEST_LINE < line.length ? '…' : '';
  return {
    shown: `${head}${line.slice(start, start + LONGEST_LINE)}${tail}`,
    column: column - start + head.length,
  };
}
