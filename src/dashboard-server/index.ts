/**
 * dashboard-server: what `tutti ui` serves: the page, one WebSocket for all that it shows and asks, one for each shell. A client of
 * the orchestrator and of the engine's client; hands nothing through to the engine's API. Entry: `serveDashboard`.
 */
export { type Dashboard, serveDashboard } from './serve-dashboard.ts';
