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
  const kind = kinds[head.status] ?? (head.status < 500 ? 'invalid' : 'system');
  const text = body.toString('utf8');
  try {
    const parsed = JSON.parse(text) as { message?: unknown };
    if (typeof parsed.message === 'string') return new EngineError(kind, parsed.message);
  } catch {
    // Not JSON: a proxy's page, or plain text.
  }
  const message = text.trim().slice(0, 2000) || `${head.status} ${head.reason}`;
  return new EngineError(kind, message);
}
