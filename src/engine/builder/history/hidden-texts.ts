import { readFileSync, statSync } from 'node:fs';
import { looksSecret } from '../../../shared/index.ts';
import type { BuildRequest } from '../contract.ts';

/** Shorter values are parts of words. */
const shortest = 4;

/** Bytes; what is longer is no password, and nobody prints it. */
const longestFile = 64 * 1024;

const inAddress = /:\/\/[^/\s@]*:[^/\s@]+@/g;

/** Replaces values that must not be kept: secrets of the build, arguments with a secret's name, passwords in addresses. */
export class HiddenTexts {
  readonly #values: string[];

  constructor(values: readonly string[]) {
    const long = values.map((value) => value.trim()).filter((value) => value.length >= shortest);
    // A value that contains another is replaced as a whole.
    this.#values = [...new Set(long)].sort((a, b) => b.length - a.length);
  }

  static of({ buildArgs, secrets = {} }: BuildRequest): HiddenTexts {
    const args = Object.entries(buildArgs).flatMap(([name, value]) =>
      value !== null && looksSecret(name) ? value : [],
    );
    const values = Object.values(secrets).map((secret) =>
      'value' in secret ? secret.value : fileText(secret.file),
    );
    return new HiddenTexts([...args, ...values]);
  }

  hide(text: string): string {
    let hidden = text;
    for (const value of this.#values) hidden = hidden.replaceAll(value, '***');
    return hidden.replace(inAddress, '://***@');
  }

  /** How much of a text's end may be the beginning of a value: to be looked at together with what comes next. */
  unsettled(text: string): number {
    const longest = (this.#values[0]?.length ?? 0) - 1;
    for (let length = Math.min(longest, text.length); length > 0; length--) {
      const end = text.slice(-length);
      if (this.#values.some((value) => value.length > length && value.startsWith(end))) return length;
    }
    return 0;
  }
}

/** Empty where it cannot be read: the step that needs it says so. */
function fileText(file: string): string {
  try {
    const stats = statSync(file);
    return stats.isFile() && stats.size <= longestFile ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}
