/** Lines of the files that errors point at. Each file is read once, and read on where the last mistake in it stood. */
export class SourceLines {
  readonly #read: (file: string) => string | undefined;
  readonly #files = new Map<string, { text: string | undefined; line: number; at: number }>();

  constructor(read: (file: string) => string | undefined) {
    this.#read = read;
  }

  /** Without its line break; lines count from 1. */
  line(file: string, number: number): string | undefined {
    const known = this.#files.get(file) ?? { text: this.#read(file), line: 1, at: 0 };
    this.#files.set(file, known);
    if (known.text === undefined) return undefined;
    if (known.line > number) Object.assign(known, { line: 1, at: 0 });
    while (known.line < number) {
      const end = known.text.indexOf('\n', known.at);
      if (end === -1) return undefined;
      known.at = end + 1;
      known.line += 1;
    }
    const end = known.text.indexOf('\n', known.at);
    return known.text.slice(known.at, end === -1 ? undefined : end).replace(/\r$/, '');
  }
}
