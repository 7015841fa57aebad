/** Docker Compose's labels that the dashboard reads. */
import { composeLabel } from '../../orchestrator/contract-data.ts';

export { composeLabel as label };

/** Of containers that we make for a moment, to look into a volume. */
export const helperLabel = 'dev.tutti.dashboard.helper';

/** Service → condition, of `db:service_healthy:false,…`. */
export function dependenciesIn(labels: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const entries = (labels?.[composeLabel.dependsOn] ?? '').split(',').filter((entry) => entry !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const [name = '', condition = 'service_started'] = entry.split(':');
      return [name, condition];
    }),
  );
}
