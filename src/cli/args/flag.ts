/** Declarations of flags, and the types of their values. */
import { parseBool, parseBytes, parseInteger } from './values.ts';

/** What completion looks up. */
export type Names = 'services' | 'projects' | 'profiles';

/**
 * One flag of a command. `T` is what the command reads: `undefined` in it means that the flag may be absent.
 * The declaration serves parsing, help and completion.
 */
export interface Flag<T> {
  /** One letter, without the dash. */
  readonly short?: string;
  /** Shown in the help after the name; absent for switches. */
  readonly valueName?: string;
  /** A switch takes no value but `--name=false`. */
  readonly isSwitch: boolean;
  readonly repeatable: boolean;
  readonly about: string;
  /** As the help shows it. */
  readonly defaultText?: string;
  /** Parsed, and left out of help and completion. */
  readonly hidden: boolean;
  /** Older names of the same flag. */
  readonly aliases: readonly string[];
  /** What completion offers as values. */
  readonly choices?: readonly string[];
  /** The same, where it depends on the project or the engine. */
  readonly names?: Names;
  readonly initial: T;
  /** The value after one more occurrence. Throws an `Error` with Go's text for a value of the wrong form. */
  take(text: string, before: T): T;
}

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** What a command receives for its declarations. */
export type FlagValues<F> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

export interface FlagOptions {
  short?: string;
  hidden?: boolean;
  aliases?: readonly string[];
  /** Shown as the value's type in the help. */
  valueName?: string;
  choices?: readonly string[];
  names?: Names;
}

function describe(about: string, options: FlagOptions): Omit<Flag<never>, 'initial' | 'take' | 'isSwitch'> {
  return {
    about,
    repeatable: false,
    hidden: options.hidden ?? false,
    aliases: options.aliases ?? [],
    ...(options.short === undefined ? {} : { short: options.short }),
    ...(options.valueName === undefined ? {} : { valueName: options.valueName }),
    ...(options.choices === undefined ? {} : { choices: options.choices }),
    ...(options.names === undefined ? {} : { names: options.names }),
  };
}

/** `--name`, `--name=false`. */
export function toggle(about: string, options: FlagOptions & { initial?: boolean } = {}): Flag<boolean> {
  return {
    ...describe(about, options),
    isSwitch: true,
    initial: options.initial ?? false,
    take: parseBool,
    ...(options.initial ? { defaultText: 'true' } : {}),
  };
}

/** A switch that can also be left undecided, for defaults that depend on the surroundings (a terminal, a variable). */
export function tristate(
  about: string,
  options: FlagOptions & { defaultText?: string } = {},
): Flag<boolean | undefined> {
  return {
    ...describe(about, options),
    isSwitch: true,
    initial: undefined,
    take: parseBool,
    ...(options.defaultText === undefined ? {} : { defaultText: options.defaultText }),
  };
}

/** `--name TEXT`; `undefined` when absent. */
export function text(about: string, options: FlagOptions = {}): Flag<string | undefined> {
  return {
    ...describe(about, { valueName: 'string', ...options }),
    isSwitch: false,
    initial: undefined,
    take: (value) => value,
  };
}

/** `--name TEXT` with a default. */
export function textOr(initial: string, about: string, options: FlagOptions = {}): Flag<string> {
  return {
    ...describe(about, { valueName: 'string', ...options }),
    isSwitch: false,
    initial,
    take: (value) => value,
    defaultText: JSON.stringify(initial),
  };
}

/** `--name N`; `undefined` when absent. */
export function integer(about: string, options: FlagOptions = {}): Flag<number | undefined> {
  return {
    ...describe(about, { valueName: 'int', ...options }),
    isSwitch: false,
    initial: undefined,
    take: parseInteger,
  };
}

/** `--name N` with a default. */
export function integerOr(initial: number, about: string, options: FlagOptions = {}): Flag<number> {
  return {
    ...describe(about, { valueName: 'int', ...options }),
    isSwitch: false,
    initial,
    take: parseInteger,
    defaultText: String(initial),
  };
}

/** `--name 512m`, in bytes; `undefined` when absent. */
export function bytes(about: string, options: FlagOptions = {}): Flag<number | undefined> {
  return {
    ...describe(about, { valueName: 'bytes', ...options }),
    isSwitch: false,
    initial: undefined,
    take: parseBytes,
  };
}

/** A flag that may be given again; each occurrence adds one text. */
export function texts(
  about: string,
  options: FlagOptions & { initial?: readonly string[] } = {},
): Flag<readonly string[]> {
  const initial = options.initial ?? [];
  return {
    ...describe(about, { valueName: 'stringArray', ...options }),
    isSwitch: false,
    repeatable: true,
    initial,
    // The first occurrence replaces the default, as pflag does.
    take: (value, before) => (before === initial ? [value] : [...before, value]),
    ...(initial.length === 0 ? {} : { defaultText: `[${initial.join(',')}]` }),
  };
}
