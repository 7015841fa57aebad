import { UserError } from '../../shared/index.ts';
import type { WalkPath } from '../tree/path.ts';
import { ResetPaths } from '../tree/reset-paths.ts';
import { type Place, positionOf, type Source } from '../tree/source.ts';
import { ALIAS, MAPPING, SEQUENCE, type Tape } from '../yaml/tape.ts';
import type { LoadContext } from './context.ts';

/** Where a value of a document is written. */
export function placeOf(source: Source, tape: Tape, at: number): Place {
  return { source, start: tape.start(at), end: tape.end(at) };
}

/** Finds what `!reset` and `!override` stand before, through aliases. Makes nothing, so that a bomb of aliases costs nothing. */
export class ResetTags {
  readonly resets: ResetPaths = new ResetPaths();
  /** Values that `!reset` takes out. */
  readonly dropped: Set<number> = new Set<number>();
  readonly #source: Source;
  readonly #tape: Tape;
  readonly #context: LoadContext;
  /** Anchors whose content is being looked at: meeting one again is a cycle. */
  readonly #open = new Set<number>();
  #visited = 0;

  constructor(source: Source, tape: Tape, context: LoadContext) {
    this.#source = source;
    this.#tape = tape;
    this.#context = context;
  }

  /** Looks at a value and all below it, `path` being where it comes to stand; false for what is taken out. */
  resolve(at: number, path: WalkPath): boolean {
    this.#visited += 1;
    this.#context.checkRoom(this.#visited, () => placeOf(this.#source, this.#tape, at));
    const kind = this.#tape.kind(at);
    if (kind === ALIAS) return this.#resolveAlias(at, path);
    const tag = this.#tape.tag(at);
    if (tag === '!reset' || tag === '!override') {
      this.resets.add(withoutMergeKey([...path]));
      if (tag === '!reset') return false;
      this.#visited += this.#sizeOf(at, new Map());
      this.#context.checkRoom(this.#visited, () => placeOf(this.#source, this.#tape, at));
      return true;
    }
    if (kind === SEQUENCE) this.#resolveSequence(at, path);
    else if (kind === MAPPING) this.#resolveMapping(at, path);
    return true;
  }

  /** Values that a value stands for, those of aliases each time; each is looked at once. */
  #sizeOf(at: number, known: Map<number, number>): number {
    const found = known.get(at);
    if (found !== undefined) return found;
    // In a circle, which is refused when it is read.
    known.set(at, 0);
    let size = 1;
    if (this.#tape.kind(at) === ALIAS) size = this.#sizeOf(this.#tape.target(at), known);
    else for (let i = at + 1; i < this.#tape.next(at); i = this.#tape.next(i)) size += this.#sizeOf(i, known);
    known.set(at, size);
    return size;
  }

  #resolveBelow(at: number, key: string, path: WalkPath): void {
    if (this.dropped.has(at)) return;
    path.push(key);
    if (!this.resolve(at, path)) this.dropped.add(at);
    path.pop();
  }

  #resolveAlias(at: number, path: WalkPath): boolean {
    const target = this.#tape.target(at);
    if (this.#open.has(target)) {
      const place = placeOf(this.#source, this.#tape, at);
      const written = this.#source.text.slice(place.start, place.end);
      throw new UserError('alias-cycle', `cycle detected: ${written} stands inside what it refers to`, {
        position: positionOf(place),
      });
    }
    this.#open.add(target);
    const isKept = this.resolve(target, path);
    this.#open.delete(target);
    return isKept;
  }

  #resolveSequence(at: number, path: WalkPath): void {
    const end = this.#tape.next(at);
    let i = 0;
    for (let item = at + 1; item < end; item = this.#tape.next(item)) {
      this.#resolveBelow(item, String(i), path);
      i += 1;
    }
  }

  #resolveMapping(at: number, path: WalkPath): void {
    this.#open.add(at);
    const end = this.#tape.next(at);
    for (let key = at + 1; key < end; ) {
      const value = this.#tape.next(key);
      this.#resolveBelow(value, this.#tape.text(key), path);
      key = this.#tape.next(value);
    }
    this.#open.delete(at);
  }
}

/** What comes in through `<<` counts where it ends up. */
function withoutMergeKey(path: string[]): string[] {
  const at = path.indexOf('<<', 1);
  return at === -1 ? path : [...path.slice(0, at), ...path.slice(at + 1)];
}
