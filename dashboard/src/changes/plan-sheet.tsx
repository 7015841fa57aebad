import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shownSteps } from '../../../src/orchestrator/contract-data.ts';
import { Button, countWords, Dialog, FailureBlock, Loading } from '../parts/index.ts';
import { PlanView } from './plan-view.tsx';
import type { Proposal } from './proposal.ts';
import type { Run } from './run.ts';
import { RunView } from './run-view.tsx';
import { applyAll } from './runs.ts';
import { type Planned, type Plans, usePlans } from './use-plans.ts';
import './plan-sheet.css';

interface SheetProps {
  proposal: Proposal;
  onClose: () => void;
}

/** Shows what would be done; then, when it is applied, how it goes. Closed meanwhile, the work goes on. */
export function PlanSheet({ proposal, onClose }: SheetProps): JSX.Element {
  const plans = usePlans(proposal);
  const [begun, setBegun] = useState<Run[]>([]);
  const apply = () =>
    void applyAll(proposal.engine, plans.planned ?? [], (run) => setBegun((runs) => [...runs, run]));
  if (begun.length > 0)
    return <Progress runs={begun} expected={plans.planned?.length ?? 0} onClose={onClose} />;
  return (
    <Dialog
      wide
      title={titleOf(plans.planned)}
      onClose={onClose}
      footer={<PlanFooter plans={plans} apply={apply} onClose={onClose} />}
    >
      <PlanBody plans={plans} />
    </Dialog>
  );
}

function titleOf(planned: Planned[] | undefined): string {
  if (planned === undefined) return 'Plan';
  return planned.length === 1 ? (planned[0]?.plan.title ?? 'Plan') : `${planned.length} changes`;
}

function PlanBody({ plans: { planned, failure, again } }: { plans: Plans }): JSX.Element {
  if (failure !== undefined)
    return (
      <FailureBlock failure={failure}>
        <Button onClick={again}>Plan again</Button>
      </FailureBlock>
    );
  if (planned === undefined) return <Loading label="Planning" />;
  return (
    <>
      {planned.map(({ plan }) => (
        <div key={plan.id} class="plan-of-several">
          {planned.length > 1 && <h3 class="plan-title">{plan.title}</h3>}
          <PlanView plan={plan} />
        </div>
      ))}
    </>
  );
}

interface FooterProps {
  plans: Plans;
  apply: () => void;
  onClose: () => void;
}

function PlanFooter({ plans: { planned = [] }, apply, onClose }: FooterProps): JSX.Element {
  const steps = planned.reduce((sum, { plan }) => sum + shownSteps(plan.steps).length, 0);
  const destroys = planned.some(({ plan }) => plan.atRisk.length > 0);
  return (
    <>
      <Button onClick={onClose}>{steps === 0 ? 'Close' : 'Leave'}</Button>
      {steps > 0 && (
        <Button kind={destroys ? 'danger' : 'primary'} onClick={apply}>
          {`Apply ${countWords(steps, 'step')}`}
        </Button>
      )}
    </>
  );
}

function Progress({
  runs,
  expected,
  onClose,
}: {
  runs: Run[];
  expected: number;
  onClose: () => void;
}): JSX.Element {
  const current = runs.at(-1) as Run;
  const running = current.version.value >= 0 && current.state === 'running';
  const title = expected > 1 ? `${current.plan.title} (${runs.length} of ${expected})` : current.plan.title;
  return (
    <Dialog
      wide
      onlyText
      title={title}
      onClose={onClose}
      footer={
        <>
          {running && <Button onClick={() => current.cancel()}>Cancel</Button>}
          <Button kind="primary" onClick={onClose}>
            {running ? 'Go on in the background' : 'Close'}
          </Button>
        </>
      }
    >
      {runs.map((run) => (
        <RunView key={run.id} run={run} />
      ))}
    </Dialog>
  );
}
