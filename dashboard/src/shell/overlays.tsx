import type { JSX } from 'preact';
import { type Proposal, proposal } from '../changes/index.ts';
import { keysShown, paletteShown } from '../keys/index.ts';
import { Lazy, type Load } from '../parts/lazy.tsx';
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

/** What lies over the page. */
export function Overlays({ place }: { place: Place }): JSX.Element {
  const proposed = proposal.value;
  const [container] = useQuery('container');
  return (
    <>
      {container !== '' && <Lazy key={container} load={loadDrawer} props={{ place, container }} />}
      {proposed && <Lazy load={loadPlanSheet} props={{ proposal: proposed, onClose: closePlan }} />}
      {paletteShown.value && <Lazy load={loadPalette} props={{ place, onClose: closePalette }} />}
      {keysShown.value && <Lazy load={loadKeys} props={{ place, onClose: closeKeys }} />}
    </>
  );
}
