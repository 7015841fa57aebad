/** Trying again where a registry or the network asks for it, within bounds. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HttpResponse } from './http.ts';
import { networkCode } from './registry-error.ts';

const attempts = 5;
const firstDelay = 500;
const maxDelay = 30_000;

const passingStatuses = new Set([429, 500, 502, 503, 504]);
const passingCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE']);

export function isPassingStatus(status: number): boolean {
  return passingStatuses.has(status);
}

/** Whether the connection broke, as opposed to: could not be made. */
export function isBrokenConnection(error: unknown): boolean {
  return passingCodes.has(networkCode(error) ?? '');
}

/** Milliseconds to wait, at most half a minute: what the server says (RFC 9110, 10.2.3), else doubling from half a second. */
export function retryDelay(attempt: number, retryAfter: string | undefined, now: number): number {
  const asked =
    retryAfter === undefined
      ? Number.NaN
      : /^\d+$/.test(retryAfter)
        ? Number(retryAfter) * 1000
        : Date.parse(retryAfter) - now;
  const wait = Number.isNaN(asked) ? firstDelay * 2 ** attempt : asked;
  return Math.min(Math.max(wait, 0), maxDelay);
}

/** Sends a request that may be repeated until it gets an answer that is final, or has been tried five times. */
export async function withRetries(
  send: () => Promise<HttpResponse>,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  for (let attempt = 0; ; attempt++) {
    const last = attempt === attempts - 1;
    let wait: number;
    try {
      const response = await send();
      if (last || !isPassingStatus(response.status)) return response;
      wait = retryDelay(attempt, response.headers['retry-after'], Date.now());
      response.body.resume();
    } catch (error) {
      if (last || !isBrokenConnection(error)) throw error;
      wait = retryDelay(attempt, undefined, Date.now());
    }
    await delay(wait, undefined, signal ? { signal } : {});
  }
}
