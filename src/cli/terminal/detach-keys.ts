/** The keys that let go of a container: by default Ctrl-P Ctrl-Q. */
import { UserError } from '../../shared/index.ts';

const controls = '@abcdefghijklmnopqrstuvwxyz[\\]^_';

/** `ctrl-p,ctrl-q`, `a`: the bytes that these keys send. */
export function parseDetachKeys(text: string): Uint8Array {
  const bytes = text.split(',').map((key) => {
    if (key.length === 1) return key.charCodeAt(0);
    const control = /^ctrl-(.)$/.exec(key)?.[1];
    const code = control === undefined ? -1 : controls.indexOf(control);
    if (code < 0)
      throw new UserError('usage', `Unknown character: '${key}'`, {
        hint: 'Detach keys are characters, or ctrl- with a letter or one of @[\\]^_, with commas between.',
      });
    return code;
  });
  return Uint8Array.from(bytes);
}

export const defaultDetachKeys: Uint8Array = parseDetachKeys('ctrl-p,ctrl-q');

/** Watches what is typed for the sequence, and holds back what may become it. */
export class DetachWatcher {
  readonly #keys: Uint8Array;
  #matched = 0;

  constructor(keys: Uint8Array) {
    this.#keys = keys;
  }

  /** What to hand on; `detached` once the sequence is complete, and what follows it is dropped. */
  push(data: Uint8Array): { pass: Uint8Array; detached: boolean } {
    const pass: number[] = [];
    for (const byte of data) {
      if (byte === this.#keys[this.#matched]) {
        this.#matched++;
        if (this.#matched === this.#keys.length) return { pass: Uint8Array.from(pass), detached: true };
        continue;
      }
      pass.push(...this.#keys.subarray(0, this.#matched));
      this.#matched = byte === this.#keys[0] ? 1 : 0;
      if (this.#matched === 0) pass.push(byte);
    }
    return { pass: Uint8Array.from(pass), detached: false };
  }
}
