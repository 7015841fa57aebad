import type { Node } from './node.ts';
import type { Place } from './source.ts';

interface Branch {
  isMarked: boolean;
  readonly below: Map<string, Branch>;
}

/** Paths marked `!reset` or `!override` in a document, where earlier files' values are dropped; `*` is any key. */
export class ResetPaths {
  readonly #root: Branch = { isMarked: false, below: new Map() };

  add(path: readonly string[]): void {
    let branch = this.#root;
    for (const key of path) {
      const next = branch.below.get(key) ?? { isMarked: false, below: new Map() };
      branch.below.set(key, next);
      branch = next;
    }
    branch.isMarked = true;
  }

  /** Drops what the marked paths lead to. Changes maps in place. `count` is told of what several paths lead to at once. */
  apply(node: Node, count: (at: Place, nodes: number) => void): void {
    if (this.#root.below.size > 0) drop(node, [this.#root], count);
  }
}

function drop(node: Node, branches: readonly Branch[], count: (at: Place, nodes: number) => void): void {
  if (node.kind === 'list') {
    node.items.forEach((item, i) => {
      const below = follow(branches, `[${i}]`);
      if (below.length > 0) drop(item, below, count);
    });
  } else if (node.kind === 'map') {
    for (const [key, { at, value }] of node.entries) {
      const below = follow(branches, key);
      if (below.length > 1) count(at, below.length);
      if (below.some(({ isMarked }) => isMarked)) node.entries.delete(key);
      else if (below.length > 0) drop(value, below, count);
    }
  }
}

function follow(branches: readonly Branch[], key: string): Branch[] {
  const found: Branch[] = [];
  for (const { below } of branches) {
    const [exact, any] = [below.get(key), key === '*' ? undefined : below.get('*')];
    if (exact !== undefined) found.push(exact);
    if (any !== undefined) found.push(any);
  }
  return found;
}
