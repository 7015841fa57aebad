import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Milliseconds that a one-time code is good for. */
export const codeLife = 60_000;

export interface IssuedCode {
  text: string;
  /** It was used, is too old, or another took its place. */
  over: Promise<void>;
}

/** The key that proves that a page was opened by who started the server; and the codes by which a page gets it, once each. */
export class Session {
  readonly #key = secret();
  readonly #now: () => number;
  #code: (IssuedCode & { until: number; onOver: () => void }) | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A new code; those before are of no more use. */
  issueCode(): IssuedCode {
    this.#code?.onOver();
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, codeLife);
    timer.unref();
    const onOver = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const issued = { text: secret(), over };
    this.#code = { ...issued, until: this.#now() + codeLife, onOver };
    return issued;
  }

  /** The key, for a code that has not been used and is not too old. */
  redeem(code: string): string | undefined {
    const issued = this.#code;
    if (issued === undefined || !sameSecret(code, issued.text)) return undefined;
    this.#code = undefined;
    issued.onOver();
    return this.#now() <= issued.until ? this.#key : undefined;
  }

  isKey(key: string): boolean {
    return sameSecret(key, this.#key);
  }
}

/** 256 bits. */
function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** In the same time wherever they differ. */
function sameSecret(given: string, own: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
}
