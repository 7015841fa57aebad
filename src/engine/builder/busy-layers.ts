/** Layers that builds under way stand on: they must not be deleted meanwhile, though no image or record may have them. */
export class BusyLayers {
  readonly #holds = new Set<Set<string>>();

  begin(): { add: (ids: Iterable<string>) => void; end: () => void } {
    const hold = new Set<string>();
    this.#holds.add(hold);
    return {
      add: (ids) => {
        for (const id of ids) hold.add(id);
      },
      end: () => this.#holds.delete(hold),
    };
  }

  all(): Set<string> {
    return new Set([...this.#holds].flatMap((hold) => [...hold]));
  }
}
