/** Layers that no image has yet, or not any more, but that something needs at this moment. */
export class HeldLayers {
  readonly #holds = new Set<Set<string>>();

  begin(): { add: (id: string) => void; release: () => void } {
    const hold = new Set<string>();
    this.#holds.add(hold);
    return { add: (id) => hold.add(id), release: () => this.#holds.delete(hold) };
  }

  has(id: string): boolean {
    for (const hold of this.#holds) if (hold.has(id)) return true;
    return false;
  }
}
