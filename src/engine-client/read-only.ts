import type { EngineRequest } from './contract.ts';

/** Requests that change nothing although their method is not GET. */
const readingPosts = new Set(['/tutti/build/fingerprint']);

/** Throws for every request that may change something: under `--dry-run` none is sent, whoever asks for it. */
export function checkRead({ method, path }: EngineRequest): void {
  if (method === 'GET' || method === 'HEAD' || readingPosts.has(path)) return;
  throw new Error(`a dry run must not send ${method} ${path}`);
}
