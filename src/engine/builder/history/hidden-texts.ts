import { readFileSync, statSync } from 'node:fs';
import { looksSecret } from '../../../shared/index.ts';
import type { BuildRequest } from '../contract.ts';

/** Shorter values are parts of words. */
const shortest = 4;

/** Characters that are looked for; a file that is larger is no password or key. */
const longest = 4_096;

const inAddress = /:\/\/[^/\s:@]{0,256}:[^/\s@]{1,256}@/g;

/** Replaces values that must not be kept: secrets of the build, arguments with a secret's name, passwords in addresses. */
export class HiddenTexts {
  readonly #values: string[];
  readonly #begins: ReadonlySet<string>;

  constructor(values: readonly string[]) {
    const long = values
      .map((value) => value.trim().slice(0, longest))
      .filter((value) => value.length >= shortest);
    // A value that contains another is replaced as a whole.
    this.#values = [...new Set(long)].sort((a, b) => b.length - a.length);
    this.#begins = new Set(this.#values.map((value) => value.charAt(0)));
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
    const most = (this.#values[0]?.length ?? 0) - 1;
    for (let length = Math.min(most, text.length); length > 0; length--) {
      if (!this.#begins.has(text.charAt(text.length - length))) continue;
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
    return stats.isFile() && stats.size <= longest ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  }
}
