import { EngineError, type EngineErrorKind } from '../shared/index.ts';

const kinds: Record<number, EngineErrorKind> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  501: 'not-implemented',
  503: 'unavailable',
};

/** The engine's refusal with its own message (`{"message": …}`; Podman adds `cause`). */
export function refusal(head: { status: number; reason: string }, body: Buffer): EngineError {
  const text = body.toString('utf8');
  try {
    const parsed = JSON.parse(text) as { message?: unknown };
    if (typeof parsed.message === 'string') return engineRefusal(head.status, parsed.message);
  } catch {
    // Not JSON: a proxy's page, or plain text.
  }
  const message = text.trim().slice(0, 2000) || `${head.status} ${head.reason}`;
  return engineRefusal(head.status, message);
}

/** A refusal by its status as an answer of HTTP. */
export function engineRefusal(status: number, message: string): EngineError {
  return new EngineError(kinds[status] ?? (status < 500 ? 'invalid' : 'system'), message);
}
