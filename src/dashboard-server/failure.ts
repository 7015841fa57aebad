import type { Failure } from '../dashboard-api/index.ts';
import { EngineError, messageOf, UserError } from '../shared/index.ts';

/** What a person reads of anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof UserError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  if (error instanceof EngineError) {
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return { code: `engine-${error.kind}`, message: error.message, ...hint };
  }
  return { code: 'internal', message: messageOf(error) };
}

const lost = new Set(['engine-unreachable', 'engine-connection-lost', 'engine-start-failed']);

/** Whether the engine went away or does not answer. */
export function isEngineLost(error: unknown): error is UserError {
  return error instanceof UserError && lost.has(error.code);
}
