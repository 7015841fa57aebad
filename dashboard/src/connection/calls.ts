import type { CallFrame, CallName, Calls, EngineName, Failure } from '../../../src/dashboard-api/index.ts';
import { type Asked, tellAsked } from './asked.ts';
import { nextNumber } from './numbers.ts';
import { onSocket, send } from './socket.ts';

/** A call that did not come to a result; `failure` is for people to read. */
export class CallFailure extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'CallFailure';
    this.failure = failure;
  }
}

/** What to show for whatever was thrown. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof CallFailure) return thrown.failure;
  return { code: 'page-defect', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

interface Pending {
  resolve: (result: unknown) => void;
  reject: (reason: Error) => void;
  progress: (data: unknown) => void;
}

interface CallOptions<Name extends CallName> {
  onProgress?: (progress: Calls[Name]['progress']) => void;
  /** Cancels the call; the promise is rejected with its reason. */
  signal?: AbortSignal;
}

const pending = new Map<number, Pending>();

const lost: Failure = {
  code: 'connection-lost',
  message: 'The connection to "tutti ui" ended before there was an answer.',
  hint: 'Look at what runs now, then try again.',
};

const away: Failure = { ...lost, message: 'There is no connection to "tutti ui" right now.' };

onSocket({
  opened: () => undefined,
  frame: (frame) => {
    const call = pending.get(frame.id);
    if (call === undefined) return;
    if (frame.kind === 'progress') call.progress(frame.data);
    if (frame.kind === 'result') settle(frame.id, () => call.resolve(frame.data));
    if (frame.kind === 'failed') settle(frame.id, () => call.reject(new CallFailure(frame.failure)));
  },
  closed: () => {
    for (const [id, call] of pending) settle(id, () => call.reject(new CallFailure(lost)));
  },
});

function settle(id: number, how: () => void): void {
  pending.delete(id);
  how();
}

/**
 * Asks the server once.
 * @throws CallFailure when the server refuses or goes away; the signal's reason when cancelled.
 */
export async function call<Name extends CallName>(
  name: Name,
  engine: EngineName,
  params: Calls[Name]['params'],
  { onProgress, signal }: CallOptions<Name> = {},
): Promise<Calls[Name]['result']> {
  signal?.throwIfAborted();
  const id = nextNumber();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const cancel = () => {
    send({ kind: 'cancel', id });
    settle(id, () => reject(signal?.reason as Error));
  };
  pending.set(id, {
    resolve,
    reject,
    progress: (data) => onProgress?.(data as Calls[Name]['progress']),
  });
  signal?.addEventListener('abort', cancel, { once: true });
  tellAsked({ kind: 'call', name, params } as Asked);
  const frame = { kind: 'call', id, engine, call: name, params } as CallFrame;
  if (!send(frame)) settle(id, () => reject(new CallFailure(away)));
  return (await promise.finally(() => signal?.removeEventListener('abort', cancel))) as Calls[Name]['result'];
}
