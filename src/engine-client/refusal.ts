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

/** What Podman refuses with 500, by its `cause`, which is one of a fixed set of texts (libpod/define/errors.go). */
const podmanCauses: Readonly<Record<string, EngineErrorKind>> = {
  'network is being used': 'conflict',
  'container state improper': 'conflict',
  'no such container': 'not-found',
  'no such exec session': 'not-found',
};

/** The engine's refusal with its own message (`{"message": …}`; Podman adds `cause`). */
export function refusal(head: { status: number; reason: string }, body: Buffer): EngineError {
  const text = body.toString('utf8');
  try {
    const { message, cause } = JSON.parse(text) as { message?: unknown; cause?: unknown };
    if (typeof message === 'string') {
      const kind = typeof cause === 'string' ? podmanCauses[cause] : undefined;
      return kind === undefined ? engineRefusal(head.status, message) : new EngineError(kind, message);
    }
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
