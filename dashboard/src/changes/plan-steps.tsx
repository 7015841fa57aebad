import {
  ArrowDown,
  Hammer,
  Hourglass,
  type IconNode,
  Minus,
  Pause,
  Play,
  Plug,
  Plus,
  RefreshCw,
  Square,
  Unplug,
} from 'lucide';
import type { JSX } from 'preact';
import type { FieldChange, PlannedStep } from '../../../src/orchestrator/contract-data.ts';
import { Icon } from '../parts/index.ts';

const ICONS: Record<PlannedStep['action'], IconNode> = {
  create: Plus,
  recreate: RefreshCw,
  start: Play,
  unpause: Play,
  stop: Square,
  kill: Square,
  pause: Pause,
  restart: RefreshCw,
  remove: Minus,
  pull: ArrowDown,
  build: Hammer,
  connect: Plug,
  disconnect: Unplug,
  wait: Hourglass,
};

function Fields({ changes }: { changes: FieldChange[] }): JSX.Element {
  return (
    <table class="plan-fields">
      <caption class="visually-hidden">Fields that change</caption>
      <thead class="visually-hidden">
        <tr>
          <th>Field</th>
          <th>Before</th>
          <th>After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">
              <code>{field}</code>
            </th>
            <td>{before === undefined ? <span class="muted">not set</span> : <del>{before}</del>}</td>
            <td>{after === undefined ? <span class="muted">not set</span> : <ins>{after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The steps of a plan, each with its cause and the fields that differ. */
export function PlanSteps({ steps }: { steps: PlannedStep[] }): JSX.Element {
  return (
    <ol class="plan-steps">
      {steps.map(({ id, action, resource, name, change, cause }) => (
        <li key={id} class={action}>
          <span class="plan-mark">
            <Icon node={ICONS[action]} size={13} />
          </span>
          <div>
            <p>
              <span class="muted">
                {change === false ? 'ask' : action} {resource}
              </span>{' '}
              <strong>{name}</strong>
              {cause.reason !== '' && <span class="plan-cause">{cause.reason}</span>}
            </p>
            {cause.changes.length > 0 && <Fields changes={cause.changes} />}
          </div>
        </li>
      ))}
    </ol>
  );
}
