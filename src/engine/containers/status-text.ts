import { type ContainerState, NEVER } from './record.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The column STATUS of `docker ps`: `Up 5 minutes (healthy)`, `Exited (0) 2 hours ago`. Milliseconds. */
export function statusText(state: ContainerState, now: number): string {
  const since = (time: string): string => humanDuration(now - Date.parse(time));
  const texts: Record<ContainerState['status'], () => string> = {
    created: () => 'Created',
    removing: () => 'Removal In Progress',
    dead: () => 'Dead',
    paused: () => `Up ${since(state.startedAt)} (Paused)`,
    restarting: () => `Restarting (${state.exitCode}) ${since(state.finishedAt)} ago`,
    running: () => `Up ${since(state.startedAt)}${healthText(state)}`,
    exited: () =>
      state.finishedAt === NEVER ? '' : `Exited (${state.exitCode}) ${since(state.finishedAt)} ago`,
  };
  return texts[state.status]();
}

function healthText({ health }: ContainerState): string {
  if (!health || health.Status === 'none') return '';
  return ` (${health.Status === 'starting' ? 'health: starting' : health.Status})`;
}

/** As Docker's `units.HumanDuration`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND);
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes === 1) return 'About a minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(milliseconds / HOUR);
  if (hours === 1) return 'About an hour';
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(milliseconds / DAY);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}
