import { UserError } from '../shared/index.ts';

const codes = new Set(['ECONNRESET', 'EPIPE']);

/** Whether the other side went away. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && codes.has(String(error.code));
}

/** An engine that ends, or that is killed, while it works. */
export function connectionLost(where: 'before its answer' | 'in the middle of an answer'): UserError {
  return new UserError('engine-connection-lost', `the engine closed the connection ${where}`, {
    hint: 'Run the command again: what it did stays, what is missing is done then.',
  });
}
