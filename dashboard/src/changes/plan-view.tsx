import { HardDrive, TriangleAlert } from 'lucide';
import type { JSX } from 'preact';
import type { ChangePlan } from '../../../src/dashboard-api/index.ts';
import { shownSteps } from '../../../src/orchestrator/contract-data.ts';
import { learning } from '../learn/index.ts';
import { bytesWords, CommandLine, Icon, spanWords } from '../parts/index.ts';
import { Lazy, type Load } from '../parts/lazy.tsx';
import { apiCallsOf } from './api-calls.ts';
import { PlanSteps } from './plan-steps.tsx';

function AtRisk({ atRisk }: Pick<ChangePlan, 'atRisk'>): JSX.Element | null {
  if (atRisk.length === 0) return null;
  return (
    <section class="plan-note failing">
      <h3>
        <Icon node={HardDrive} size={14} /> Data that will be gone
      </h3>
      <ul>
        {atRisk.map(({ what, detail, bytes }) => (
          <li key={what}>
            <strong>{what}</strong> <span class="muted">{detail}</span>
            {bytes !== undefined && <span class="numbers end">{bytesWords(bytes)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Downtime({ downtime }: Pick<ChangePlan, 'downtime'>): JSX.Element | null {
  if (downtime.length === 0) return null;
  return (
    <section class="plan-note">
      <h3>Stops meanwhile</h3>
      <ul>
        {downtime.map(({ container, milliseconds, reason }) => (
          <li key={container}>
            <strong>{container}</strong> <span class="muted">{reason}</span>
            {milliseconds !== undefined && <span class="numbers end">about {spanWords(milliseconds)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Warnings({ warnings }: Pick<ChangePlan, 'warnings'>): JSX.Element | null {
  if (warnings.length === 0) return null;
  return (
    <ul class="plan-note warning">
      {warnings.map((warning) => (
        <li key={warning}>
          <Icon node={TriangleAlert} size={14} /> {warning}
        </li>
      ))}
    </ul>
  );
}

const loadTerms: Load<{ roots: string }> = async () => (await import('../learn/term-list.tsx')).TermList;

/** One plan: what would be done, why, what stops, what is lost, and how to do the same without this page. */
export function PlanView({ plan }: { plan: ChangePlan }): JSX.Element {
  const { steps, warnings, downtime, atRisk, command, frees } = plan;
  return (
    <div class="plan">
      {steps.length === 0 ? (
        <p class="muted">Everything is already as it should be. There is nothing to do.</p>
      ) : (
        <PlanSteps steps={shownSteps(steps)} />
      )}
      <Warnings warnings={warnings} />
      <AtRisk atRisk={atRisk} />
      <Downtime downtime={downtime} />
      {frees !== undefined && (
        <p>
          <strong class="numbers">{bytesWords(frees)}</strong> become free.
        </p>
      )}
      <section>
        <h3>The same on the command line</h3>
        <CommandLine command={command} />
      </section>
      {learning.value && steps.length > 0 && (
        <section>
          <h3>What the engine is asked</h3>
          <pre class="plan-calls" tabIndex={0}>
            {apiCallsOf(steps).join('\n')}
          </pre>
          <h3>What the words mean</h3>
          <Lazy load={loadTerms} props={{ roots: 'dialog .plan' }} />
        </section>
      )}
    </div>
  );
}
