/** What registries answer when they refuse, in the sentences that Docker's clients know. */
import { EngineError, messageOf } from '../../../shared/index.ts';
import { familiarName, familiarString, type ImageReference } from '../reference.ts';
import { type HttpResponse, readBody } from './http.ts';

/** A refusal in the form of the distribution specification ("Error Codes"). */
export class RegistryError extends Error {
  readonly status: number;
  /** `MANIFEST_UNKNOWN`, `DENIED`; made up from the status where the registry gave none. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(`${code.toLowerCase().replaceAll('_', ' ')}: ${message}`);
    this.name = 'RegistryError';
    this.status = status;
    this.code = code;
  }
}

const errorBodyLimit = 64 * 1024;

const byStatus: Record<number, [string, string]> = {
  401: ['UNAUTHORIZED', 'authentication required'],
  403: ['DENIED', 'requested access to the resource is denied'],
  404: ['NOT_FOUND', 'not found'],
  429: ['TOOMANYREQUESTS', 'too many requests'],
};

export async function registryErrorOf(response: HttpResponse): Promise<RegistryError> {
  const text = await readBody(response, errorBodyLimit).then(String, () => '');
  const [code, message] = byStatus[response.status] ?? ['UNKNOWN', `unexpected status ${response.status}`];
  try {
    const [first] = (JSON.parse(text) as { errors?: { code?: string; message?: string }[] }).errors ?? [];
    if (first?.code) return new RegistryError(response.status, first.code, first.message || message);
  } catch {
    // Not JSON: a proxy or a web server answered. Its status has to do.
  }
  return new RegistryError(response.status, code, message);
}

/** Why a pull failed, for its user. */
export function pullError(error: unknown, reference: ImageReference, host: string): unknown {
  if (error instanceof EngineError || isAbort(error)) return error;
  if (!(error instanceof RegistryError))
    return networkError(error, host, `cannot pull ${familiarString(reference)}: `);
  const name = familiarName(reference);
  switch (error.code) {
    case 'DENIED':
    case 'UNAUTHORIZED':
      return notFound(
        `pull access denied for ${name}, repository does not exist or may require 'docker login': ${error.message}`,
        error,
      );
    case 'MANIFEST_UNKNOWN':
      return notFound(`manifest for ${familiarString(reference)} not found: ${error.message}`, error);
    case 'NOT_FOUND':
      return notFound(
        `manifest for ${familiarString(reference)} not found: manifest unknown: manifest unknown`,
        error,
      );
    case 'NAME_UNKNOWN':
      return notFound(`repository ${name} not found: ${error.message}`, error);
    default:
      return new EngineError('system', `${host}: ${error.message}`, { cause: error });
  }
}

function notFound(message: string, cause: Error): EngineError {
  return new EngineError('not-found', message, { cause });
}

/** Why a push failed, for its user. */
export function pushError(error: unknown, host: string): unknown {
  if (error instanceof EngineError || isAbort(error)) return error;
  if (!(error instanceof RegistryError)) return networkError(error, host);
  return new EngineError('system', error.message, { cause: error });
}

/** Why a login failed, for its user. */
export function loginError(error: unknown, host: string): unknown {
  if (error instanceof EngineError || isAbort(error)) return error;
  if (!(error instanceof RegistryError)) return networkError(error, host);
  const kind = error.status === 401 || error.status === 403 ? 'unauthorized' : 'system';
  return new EngineError(kind, `login attempt to ${host} failed: ${error.message}`, { cause: error });
}

const reasons: Record<string, string> = {
  ENOTFOUND: 'its name is not known (is the name right, is there a network?)',
  EAI_AGAIN: 'its name could not be looked up (is there a network, does DNS work?)',
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENETUNREACH: 'there is no network to it',
  EHOSTUNREACH: 'there is no route to it',
  ETIMEDOUT: 'it did not answer in time',
  ECONNRESET: 'it broke the connection',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, and not known here',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not known here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** The code of a failed connection; Node reports several addresses tried as one error around the others. */
export function networkCode(error: unknown): string | undefined {
  const { code, errors } = error as { code?: string; errors?: { code?: string }[] };
  return code ?? errors?.[0]?.code;
}

/** Codes of TLS, of the HTTP parser and of proxies that have no sentence of their own here. */
const protocolCodes = /^(?:ERR_TLS_|ERR_SSL_|ERR_PROXY_|CERT_|UNABLE_TO_|HPE_|EPROTO$|EPIPE$|ECONNABORTED$)/;

/** What the network did, in a sentence that names the host. Other errors (a full disk, a bug) stay what they are. */
function networkError(error: unknown, host: string, before = ''): unknown {
  const code = networkCode(error) ?? '';
  const reason = reasons[code] ?? (protocolCodes.test(code) ? messageOf(error) : undefined);
  if (reason === undefined) return error;
  const { proxy } = error as { proxy?: string };
  const way = proxy === undefined ? '' : ` through the proxy ${proxy}`;
  return new EngineError('system', `${before}cannot reach registry ${host}${way}: ${reason}`, {
    cause: error,
  });
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
