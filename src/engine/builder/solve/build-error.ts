import { EngineError, type EngineErrorKind, messageOf } from '../../../shared/index.ts';
import { DockerfileError, excerpt, type LineRange } from '../dockerfile/dockerfile-error.ts';
import type { StepProgress } from './progress.ts';

/** A step that failed; knows its output and, of a process, the exit code. */
export class StepError extends DockerfileError {
  readonly stepName: string;
  readonly output: string[];
  readonly exitCode: number | undefined;

  constructor(
    message: string,
    lines: LineRange,
    step: StepProgress,
    exitCode: number | undefined,
    cause: unknown,
  ) {
    super(message, lines, { cause });
    this.name = 'StepError';
    this.stepName = step.name;
    this.output = step.tail();
    this.exitCode = exitCode;
  }
}

/** A process of a step that did not end well. */
export class ProcessExit extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'ProcessExit';
    this.exitCode = exitCode;
  }
}

/** What the caller of a build gets: as `docker build` prints it, the failing step, its last output, the Dockerfile's lines, the reason. */
export function toEngineError(error: unknown, file: { name: string; text: string } | undefined): unknown {
  if (isAbort(error)) return new EngineError('system', 'build canceled: context canceled', { cause: error });
  if (!(error instanceof DockerfileError)) return error;
  const parts: string[] = [];
  if (error instanceof StepError) {
    parts.push('------\n', ` > ${error.stepName}:\n`, ...error.output.map((line) => `${line}\n`), '------\n');
  }
  if (file && error.lines) parts.push(excerpt(file.name, file.text, error.lines));
  parts.push(`failed to solve: ${error.message}`);
  return new EngineError(kindOf(error), parts.join(''), { cause: error });
}

/** A missing base image is the user's mistake; a failure of the store or the kernel is not. */
function kindOf(error: DockerfileError): EngineErrorKind {
  const { cause } = error;
  if (cause instanceof EngineError && cause.kind !== 'conflict') return cause.kind;
  return 'invalid';
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || isAbort(error.cause));
}

/** The error of a step, with its lines and output; sentences of the kernel and the rooms stay as they are. */
export function toStepError(error: unknown, lines: LineRange, step: StepProgress): unknown {
  if (isAbort(error) || error instanceof StepError) return error;
  const exitCode = error instanceof ProcessExit ? error.exitCode : undefined;
  return new StepError(messageOf(error), lines, step, exitCode, error);
}
