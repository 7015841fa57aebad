import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Proposal, proposal } from '../changes/index.ts';
import { keysShown, paletteShown } from '../keys/index.ts';
import { Lazy, type Load, loadPart } from '../parts/lazy.tsx';
import { type Place, useQuery } from '../routing/index.ts';

type Over<Props> = Load<Props & { onClose: () => void }>;

const loadPlanSheet: Over<{ proposal: Proposal }> = async () =>
  (await import('../changes/plan-sheet.tsx')).PlanSheet;

const loadDrawer: Load<{ place: Place; container: string }> = async () =>
  (await import('../drawer/container-drawer.tsx')).ContainerDrawer;

const loadPalette: Over<{ place: Place }> = async () => (await import('../palette/palette.tsx')).Palette;

const loadKeys: Over<{ place: Place }> = async () => (await import('../keys/keys-sheet.tsx')).KeysSheet;

function closePlan(): void {
  proposal.value = undefined;
}

function closePalette(): void {
  paletteShown.value = false;
}

function closeKeys(): void {
  keysShown.value = false;
}

/** Once the page has nothing else to do: who types at once would type past a palette that has yet to come. */
function loadPaletteSoon(): () => void {
  // Safari has no such callback.
  if (typeof requestIdleCallback !== 'function') return () => undefined;
  // Where it fails it is loaded again when it is asked for.
  const soon = requestIdleCallback(() => void loadPart(loadPalette).catch(() => undefined));
  return () => cancelIdleCallback(soon);
}

/** What lies over the page. */
export function Overlays({ place }: { place: Place }): JSX.Element {
  const proposed = proposal.value;
  const [container] = useQuery('container');
  useEffect(loadPaletteSoon, []);
  return (
    <>
      {container !== '' && <Lazy key={container} load={loadDrawer} props={{ place, container }} />}
      {proposed && <Lazy load={loadPlanSheet} props={{ proposal: proposed, onClose: closePlan }} />}
      {paletteShown.value && <Lazy load={loadPalette} props={{ place, onClose: closePalette }} />}
      {keysShown.value && <Lazy load={loadKeys} props={{ place, onClose: closeKeys }} />}
    </>
  );
}
