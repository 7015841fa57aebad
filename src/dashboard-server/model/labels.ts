/** Docker Compose's labels that the dashboard reads. */
export { composeLabel as label } from '../../orchestrator/contract-data.ts';

/** Of containers that we make for a moment, to look into a volume. */
export const helperLabel = 'dev.tutti.dashboard.helper';
