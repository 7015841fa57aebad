import { UserError } from '../../shared/index.ts';
import type { LoadOptions, LoadWarning } from '../options.ts';
import { type Path, showPath } from '../tree/path.ts';
import { type Place, positionOf } from '../tree/source.ts';

/** More than any project has; bounds what aliases, includes and extends may multiply to. */
const MAX_NODES = 1_000_000;
/** Files that include each other in ever new ways would never end. */
const MAX_FILES = 1000;
/** Enough to see what is wrong; a file of garbage would report each of its keys. */
const MAX_PROBLEMS = 100;

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
  isInterpolated = true;
  #nodes = 0;
  #files = 0;
  #warned = new Set<string>();
  #reported = new Set<string>();

  constructor(options: LoadOptions) {
    this.options = options;
    this.isInterpolated = options.noInterpolate !== true;
  }

  /** Notes a mistake and goes on. `message` follows the path. */
  report(code: string, path: Path, message: string, at: Place | undefined, hint?: string): void {
    const shown = showPath(path);
    this.add(code, shown === '' ? message : `${shown}: ${message}`, at, hint);
    if (path[0] === 'services' && path[1] !== undefined) this.tainted.add(path[1]);
  }

  add(code: string, message: string, at: Place | undefined, hint?: string): void {
    const key = `${code}\0${message}\0${at?.source.file}\0${at?.start}`;
    if (this.#reported.has(key) || this.isFull) return;
    this.#reported.add(key);
    this.problems.push(
      new UserError(code, message, {
        ...(at === undefined ? {} : { position: positionOf(at) }),
        ...(hint === undefined ? {} : { hint }),
      }),
    );
  }

  warn(code: string, message: string, at?: Place, more: Pick<LoadWarning, 'unset'> = {}): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    const warning: LoadWarning = { code, message, ...more };
    if (at !== undefined) warning.position = positionOf(at);
    this.options.warn?.(warning);
  }

  /** Nothing further will be noted: what it takes to say it need not be found out. */
  get isFull(): boolean {
    return this.problems.length >= MAX_PROBLEMS;
  }

  /** Counts included files; throws when they never end. */
  countFile(at: Place): void {
    this.#files += 1;
    if (this.#files <= MAX_FILES) return;
    throw new UserError('too-many-values', `the project includes more than ${MAX_FILES} files`, {
      position: positionOf(at),
      hint: 'Look for files that include each other.',
    });
  }

  /** Counts values; throws when a small text stands for far too many. */
  count(at: Place, nodes = 1): void {
    this.#nodes += nodes;
    if (this.#nodes <= MAX_NODES) return;
    throw new UserError('too-many-values', `the project has more than ${MAX_NODES} values`, {
      position: positionOf(at),
      hint: 'Look for aliases of aliases, and for files that include each other many times.',
    });
  }
}
