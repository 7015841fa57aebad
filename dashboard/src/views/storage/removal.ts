import type { Change, PruneCandidate, Unused } from '../../../../src/dashboard-api/index.ts';

/** Bytes that become free when these go: their own, and those of layers that only they have. */
export function freedBy(
  chosen: readonly PruneCandidate[],
  unused: Pick<Unused, 'shared'> | undefined,
): number {
  const going = new Set(chosen.map(({ id }) => id));
  const own = chosen.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const shared = (unused?.shared ?? []).filter(({ images }) => images.every((id) => going.has(id)));
  return shared.reduce((sum, { bytes }) => sum + bytes, own);
}

/** Cache that an image holds too is kept unless one says otherwise: without it builds take longer, and nothing is won. */
export function isWorthwhile({ kind, bytes }: PruneCandidate): boolean {
  return kind !== 'build-cache' || bytes !== 0;
}

export function removalOf(chosen: readonly PruneCandidate[]): Change {
  const idsOf = (kind: PruneCandidate['kind']): string[] =>
    chosen.filter((each) => each.kind === kind).map(({ id }) => id);
  const lists = {
    containers: idsOf('container'),
    images: idsOf('image'),
    volumes: idsOf('volume'),
    networks: idsOf('network'),
    buildCache: idsOf('build-cache'),
  };
  const some = Object.fromEntries(Object.entries(lists).filter(([, ids]) => ids.length > 0));
  return { kind: 'remove', ...some };
}
