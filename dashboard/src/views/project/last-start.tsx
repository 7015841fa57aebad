import type { JSX } from 'preact';
import { runs } from '../../changes/index.ts';
import { WaterfallView } from '../../changes/waterfall.tsx';
import { Panel } from '../../parts/index.ts';
import type { ProjectTabProps } from '../../views.ts';

/** The waterfall of this project's last start from this page. */
export function LastStart({ engine, project }: ProjectTabProps): JSX.Element | null {
  const run = runs.value.find(
    (each) =>
      each.engine === engine && each.project === project && each.version.value >= 0 && each.spans.size > 0,
  );
  if (run === undefined) return null;
  return (
    <Panel title={`Last start: ${run.plan.title}`}>
      <WaterfallView run={run} />
    </Panel>
  );
}
