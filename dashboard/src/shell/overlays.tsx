import type { JSX } from 'preact';
import { type Proposal, proposal } from '../changes/index.ts';
import { Lazy, type Load } from '../parts/lazy.tsx';

const loadPlanSheet: Load<{ proposal: Proposal; onClose: () => void }> = async () =>
  (await import('../changes/plan-sheet.tsx')).PlanSheet;

function closePlan(): void {
  proposal.value = undefined;
}

/** What lies over the page. */
export function Overlays(): JSX.Element {
  const proposed = proposal.value;
  return <>{proposed && <Lazy load={loadPlanSheet} props={{ proposal: proposed, onClose: closePlan }} />}</>;
}
