import type { JSX } from 'preact';
import { type Proposal, proposal } from '../changes/index.ts';
import { Lazy, type Load } from '../parts/lazy.tsx';
import { useQuery } from '../routing/index.ts';

const loadPlanSheet: Load<{ proposal: Proposal; onClose: () => void }> = async () =>
  (await import('../changes/plan-sheet.tsx')).PlanSheet;

function closePlan(): void {
  proposal.value = undefined;
}

const loadDrawer: Load<{ engine: string; container: string }> = async () =>
  (await import('../drawer/container-drawer.tsx')).ContainerDrawer;

/** What lies over the page. */
export function Overlays({ engine }: { engine: string }): JSX.Element {
  const proposed = proposal.value;
  const [container] = useQuery('container');
  return (
    <>
      {container !== '' && <Lazy key={container} load={loadDrawer} props={{ engine, container }} />}
      {proposed && <Lazy load={loadPlanSheet} props={{ proposal: proposed, onClose: closePlan }} />}
    </>
  );
}
