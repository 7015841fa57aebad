/**
 * Cuts what a program prints into JSON objects: one may go over several lines, as `jq` prints it, and a line may hold several. What is no object
 * comes as it is, for the parser to refuse.
 */
export class JsonObjects {
  #begun = '';
  #depth = 0;
  #inText = false;
  #escaped = false;

  /** A line without its end → the objects that end in it. */
  push(line: string): string[] {
    const ended: string[] = [];
    for (const char of `${line}\n`) {
      if (this.#depth === 0 && char.trim() !== '' && char !== '{') return [...ended, line.trim()];
      this.#begun += char;
      this.#read(char);
      if (this.#depth > 0 || char !== '}') continue;
      ended.push(this.#begun.trim());
      this.#begun = '';
    }
    return ended;
  }

  /** An object that began and never ended. */
  rest(): string[] {
    const rest = this.#begun.trim();
    return rest === '' ? [] : [rest];
  }

  #read(char: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inText && char === '\\') this.#escaped = true;
    else if (char === '"') this.#inText = !this.#inText;
    else if (this.#inText) return;
    else if (char === '{') this.#depth++;
    else if (char === '}') this.#depth--;
  }
}
