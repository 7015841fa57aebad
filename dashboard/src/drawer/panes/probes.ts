import type { ContainerInspect } from '../../../../src/engine-api/index.ts';

const NANOSECONDS_A_MS = 1e6;

/** Docker's, in milliseconds, where the check does not say. */
const STANDARD = 30_000;

/** Milliseconds of a duration of the engine, which is 0 or absent for the standard one. */
export function checkTime(nanoseconds: number | undefined, standard: number = STANDARD): number {
  return nanoseconds ? nanoseconds / NANOSECONDS_A_MS : standard;
}

/**
 * Whether the engine has not probed a container though at least one probe should be over: Podman leaves probes to timers of systemd, and
 * makes none where there is no systemd.
 * @param now Unix milliseconds
 */
export function isNeverProbed(
  { State, Config }: Pick<ContainerInspect, 'State' | 'Config'>,
  now: number,
): boolean {
  const { Healthcheck } = Config;
  if (!State.Running || !Healthcheck || (State.Health?.Log ?? []).length > 0) return false;
  const due = checkTime(Healthcheck.Interval) + checkTime(Healthcheck.Timeout);
  return now - Date.parse(State.StartedAt) > checkTime(Healthcheck.StartPeriod, 0) + 2 * due;
}
