/** Reads a command line as pflag, the parser of Docker's programs, reads it. */
import { UserError } from '../../shared/index.ts';
import { nearest } from '../suggest.ts';
import type { Flag, Flags } from './flag.ts';

export interface ParseOptions {
  /** Stop at the first argument that is no flag: for `run`, `exec`, and before the name of a command. */
  stopAtFirstArgument?: boolean;
}

export interface ParsedLine {
  /** By long name; flags that were not given have their initial value. */
  values: Record<string, unknown>;
  /** Long names of the flags that were given. */
  given: ReadonlySet<string>;
  /** All that is no flag, in order; a `--` itself is left out. */
  args: string[];
  /** `-h` or `--help` was met; what follows is not read. */
  help: boolean;
}

/** @throws UserError with code `usage` */
export function parseLine(argv: readonly string[], flags: Flags, options: ParseOptions = {}): ParsedLine {
  return new LineParser(argv, flags, options).parse();
}

function usage(message: string, hint?: string): UserError {
  return new UserError('usage', message, hint === undefined ? {} : { hint });
}

class LineParser {
  readonly #argv: readonly string[];
  readonly #flags: Flags;
  readonly #stopEarly: boolean;
  readonly #byShort = new Map<string, string>();
  readonly #byAlias = new Map<string, string>();
  readonly #values: Record<string, unknown> = {};
  readonly #given = new Set<string>();
  readonly #args: string[] = [];
  #next = 0;
  #help = false;

  constructor(argv: readonly string[], flags: Flags, options: ParseOptions) {
    this.#argv = argv;
    this.#flags = flags;
    this.#stopEarly = options.stopAtFirstArgument ?? false;
    for (const [name, flag] of Object.entries(flags)) {
      this.#values[name] = flag.initial;
      if (flag.short !== undefined) this.#byShort.set(flag.short, name);
      for (const alias of flag.aliases) this.#byAlias.set(alias, name);
    }
  }

  parse(): ParsedLine {
    while (this.#next < this.#argv.length && !this.#help) {
      const word = this.#argv[this.#next++] ?? '';
      if (word === '--') {
        this.#takeRest();
      } else if (word.startsWith('--')) {
        this.#long(word);
      } else if (word.startsWith('-') && word !== '-') {
        this.#shorts(word);
      } else {
        this.#args.push(word);
        if (this.#stopEarly) this.#takeRest();
      }
    }
    return { values: this.#values, given: this.#given, args: this.#args, help: this.#help };
  }

  #takeRest(): void {
    this.#args.push(...this.#argv.slice(this.#next));
    this.#next = this.#argv.length;
  }

  #long(word: string): void {
    const equals = word.indexOf('=');
    const written = word.slice(2, equals < 0 ? undefined : equals);
    if (written === '' || written.startsWith('-')) throw usage(`bad flag syntax: ${word}`);
    const name = this.#byAlias.get(written) ?? written;
    const flag = Object.hasOwn(this.#flags, name) ? this.#flags[name] : undefined;
    if (flag === undefined) {
      if (written === 'help') {
        this.#help = true;
        return;
      }
      throw usage(`unknown flag: --${written}`, this.#hintFor(written));
    }
    const shown = flag.short === undefined ? `--${name}` : `-${flag.short}, --${name}`;
    if (equals >= 0) this.#set(name, flag, word.slice(equals + 1), shown);
    else if (flag.isSwitch) this.#set(name, flag, 'true', shown);
    else this.#set(name, flag, this.#valueAfter(word), shown);
  }

  #shorts(word: string): void {
    let letters = word.slice(1);
    while (letters !== '' && !this.#help) {
      const letter = letters.charAt(0);
      const rest = letters.slice(1);
      const name = this.#byShort.get(letter);
      const flag = name === undefined ? undefined : this.#flags[name];
      if (name === undefined || flag === undefined) {
        if (letter !== 'h') throw usage(`unknown shorthand flag: '${letter}' in ${word}`);
        this.#help = true;
        return;
      }
      const shown = `-${letter}, --${name}`;
      if (rest.startsWith('=')) {
        this.#set(name, flag, rest.slice(1), shown);
        return;
      }
      if (!flag.isSwitch) {
        this.#set(name, flag, rest === '' ? this.#valueAfter(`'${letter}' in ${word}`) : rest, shown);
        return;
      }
      this.#set(name, flag, 'true', shown);
      letters = rest;
    }
  }

  #valueAfter(shown: string): string {
    const value = this.#argv[this.#next++];
    if (value === undefined) throw usage(`flag needs an argument: ${shown}`);
    return value;
  }

  #set(name: string, flag: Flag<unknown>, value: string, shown: string): void {
    try {
      this.#values[name] = flag.take(value, this.#values[name]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw usage(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${reason}`);
    }
    this.#given.add(name);
  }

  #hintFor(written: string): string | undefined {
    const visible = Object.entries(this.#flags).flatMap(([name, flag]) => (flag.hidden ? [] : [name]));
    const near = nearest(written, visible);
    return near === undefined ? undefined : `Did you mean --${near}?`;
  }
}
