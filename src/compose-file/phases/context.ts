import { UserError, visibleText } from '../../shared/index.ts';
import type { Environment } from '../environment.ts';
import type { LoadOptions, LoadWarning } from '../options.ts';
import type { MapNode } from '../tree/node.ts';
import { type Path, showPath } from '../tree/path.ts';
import type { ResetPaths } from '../tree/reset-paths.ts';
import { type Place, positionOf, type Source } from '../tree/source.ts';
import type { YamlDocument } from '../yaml/parse.ts';

/** Bounds what aliases, includes, extends and short forms may multiply to. */
const MAX_NODES = 1_750_000;
/** What a variable of an env file counts: it goes through several tables before it is used. */
export const PER_VARIABLE = 4;
/** What a value counts of a file that was included before. */
const REPEATED = 20;
/** Files that include each other in ever new ways would never end. */
const MAX_FILES = 1000;
/** Enough to see what is wrong; a file of garbage would report each of its keys. */
const MAX_PROBLEMS = 100;

/** Characters that variables and files of variables may put in; a few short ones can stand for gigabytes. */
const MAX_CHARACTERS = 32 * 1024 * 1024;
/** Of a message, which may quote a value of any length. */
const MAX_MESSAGE = 1000;
const MAX_WARNINGS = 1000;

/** Ends a load whose mistakes have been noted. */
export class EnoughProblems extends Error {}

/** Values; to go on looking for mistakes in a larger project takes longer than to mend the first ones and look again. */
const LARGE = 100_000;

/** A file that services extend, read and with its paths resolved. */
export interface ExtendedFile {
  services: MapNode | undefined;
  /** Where it is on this machine. */
  local: string;
  resets: ResetPaths;
}

/** What the phases of one load share: mistakes, warnings, bounds. */
export class LoadContext {
  readonly options: LoadOptions;
  readonly problems: UserError[] = [];
  /** Services with a mistake: what they lack may have been taken out. */
  readonly tainted: Set<string> = new Set();
  /** Resources taken out for a mistake, as `services.web`: that others refer to them is no further mistake. */
  readonly dropped: Set<string> = new Set();
  /** A file could not be read, so anything may be in it. */
  isIncomplete = false;
  /** Variables in services' env files, with their place; hidden where the service sets them itself. Kept when asked for. */
  readonly fromFiles: { path: Path; value: string; origin: string; isHidden: boolean }[] = [];
  /** Files that services take variables from, by path. */
  readonly texts: Map<string, string> = new Map();
  /** Files that were parsed before they are read, for the project's name. */
  readonly parsed: Map<Source, YamlDocument[]> = new Map();
  /** Values of files that were included. */
  readonly #included = new Map<string, number>();
  isInterpolated = true;
  #nodes = 0;
  #files = 0;
  #characters = 0;
  readonly #extended = new Map<Environment, Map<string, ExtendedFile>>();
  #warned = new Set<string>();
  #reported = new Set<string>();

  constructor(options: LoadOptions) {
    this.options = options;
    this.isInterpolated = options.noInterpolate !== true;
  }

  /** Notes a mistake and goes on, up to so many. `message` follows the path. */
  report(code: string, path: Path, message: string, at: Place | undefined, hint?: string): void {
    const shown = showPath(path);
    this.add(code, shown === '' ? message : `${shown}: ${message}`, at, hint);
    if (path[0] === 'services' && path[1] !== undefined) this.tainted.add(path[1]);
  }

  add(code: string, message: string, at: Place | undefined, hint?: string): void {
    if (message.length > MAX_MESSAGE)
      return this.add(code, `${message.slice(0, MAX_MESSAGE - 1)}…`, at, hint);
    const key = `${code}\0${message}\0${at?.source.file}\0${at?.start}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    this.problems.push(
      new UserError(code, message, {
        ...(at === undefined ? {} : { position: positionOf(at) }),
        ...(hint === undefined ? {} : { hint }),
      }),
    );
    if (this.problems.length >= MAX_PROBLEMS) throw new EnoughProblems();
  }

  /** Between two phases: a large project is refused after the first that finds a mistake. */
  endIfLarge(): void {
    if (this.problems.length > 0 && this.#nodes > LARGE) throw new EnoughProblems();
  }

  warn(code: string, message: string, at?: Place, more: Pick<LoadWarning, 'unset'> = {}): void {
    if (this.#warned.has(message) || this.#warned.size >= MAX_WARNINGS) return;
    this.#warned.add(message);
    const warning: LoadWarning = { code, message: visibleText(message), ...more };
    // To find a line costs more than to say the rest, and not everybody shows it.
    if (at !== undefined)
      Object.defineProperty(warning, 'position', { get: () => positionOf(at), enumerable: true });
    this.options.warn?.(warning);
  }

  /** Files that were read for `extends`, by what they were read with: many services extend those of one file. */
  extendedFiles(environment: Environment): Map<string, ExtendedFile> {
    const known = this.#extended.get(environment) ?? new Map<string, ExtendedFile>();
    this.#extended.set(environment, known);
    return known;
  }

  /** Counts the characters of interpolated texts; throws when there are far too many. */
  countText(characters: number, at: () => Place): void {
    this.#characters += characters;
    if (this.#characters <= MAX_CHARACTERS) return;
    throw new UserError('too-many-values', 'the values of variables make the project longer than 32 MB', {
      position: positionOf(at()),
    });
  }

  /** Counts included files; throws when they never end, or when the same come again and again: that takes time and adds nothing. */
  countFile(file: string, at: Place): void {
    this.count(at, REPEATED * (this.#included.get(file) ?? 0));
    this.#files += 1;
    if (this.#files <= MAX_FILES) return;
    throw new UserError('too-many-values', `the project includes more than ${MAX_FILES} files`, {
      position: positionOf(at),
      hint: 'Look for files that include each other.',
    });
  }

  noteIncluded(file: string, values: number): void {
    this.#included.set(file, values);
  }

  /** Counts values; throws when a small text stands for far too many. */
  count(at: Place, nodes = 1): void {
    this.#nodes += nodes;
    if (this.#nodes > MAX_NODES) throw this.#tooMany(at);
  }

  /** Throws when so many further values would be too many; they are counted when they are made. */
  checkRoom(nodes: number, at: () => Place): void {
    if (this.#nodes + nodes > MAX_NODES) throw this.#tooMany(at());
  }

  #tooMany(at: Place): UserError {
    return new UserError('too-many-values', `the project has more than ${MAX_NODES} values`, {
      position: positionOf(at),
      hint: 'Look for aliases of aliases, and for files that include each other many times.',
    });
  }
}
