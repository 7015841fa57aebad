import { EngineError, type EngineErrorKind, messageOf } from '../../shared/index.ts';

const statusOfKind: Record<EngineErrorKind, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'not-modified': 304,
  'not-implemented': 501,
  unavailable: 503,
  system: 500,
};

/** What a thrown value becomes on the wire: the one place where kinds turn into HTTP statuses. */
export function describeFailure(error: unknown): { status: number; message: string } {
  const status = error instanceof EngineError ? statusOfKind[error.kind] : 500;
  return { status, message: messageOf(error) };
}

/** Whether it is a defect of ours, whose stack belongs in the engine's log. */
export function isDefect(error: unknown): boolean {
  return !(error instanceof EngineError);
}
