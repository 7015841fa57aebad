/** Docker Compose's labels that the dashboard reads. */
export { composeLabel as label } from '../../orchestrator/contract-data.ts';
