import { setTimeout as pause } from 'node:timers/promises';

/** Looks at a state of the outside world (a port, a file) until it holds; fails with what was seen last. */
export async function eventually<T>(look: () => Promise<T> | T, timeout = 30_000): Promise<T> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(50);
  }
}

/** The body that an address gives, as soon as it answers with success. */
export function answers(url: string, timeout = 60_000): Promise<string> {
  return eventually(async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return response.text();
  }, timeout);
}
