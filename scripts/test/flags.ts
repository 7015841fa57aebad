import { parseArgs } from 'node:util';

export interface Words {
  /** Parts of file names. */
  parts: readonly string[];
  /** As vitest takes them, each in one word. */
  flags: readonly string[];
}

const known = {
  testNamePattern: { type: 'string', short: 't' },
  bail: { type: 'string' },
  testTimeout: { type: 'string' },
  update: { type: 'boolean', short: 'u' },
} as const;

/** Tells words that choose files from vitest's flags and their values. @throws Error for any other flag */
export function readWords(words: readonly string[]): Words {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: known, allowPositionals: true });
    const flags = Object.entries(values).map(([name, value]) =>
      value === true ? `--${name}` : `--${name}=${value}`,
    );
    return { parts: positionals, flags };
  } catch (error) {
    const names = Object.keys(known).map((name) => `--${name}`);
    const [what] = (error as Error).message.split('. ');
    throw new Error(`${what}. These can be given: ${names.join(', ')}.`, { cause: error });
  }
}
