import { readFileSync } from 'node:fs';

/**
 * This machine's hard limits, as Podman is told them (`nofile=SOFT:HARD`). Its own defaults for builds are higher than what a machine
 * without CAP_SYS_RESOURCE may give.
 */
export function ownLimits(): string[] {
  const table = readFileSync('/proc/self/limits', 'utf8');
  const rows = { nofile: 'Max open files', nproc: 'Max processes' };
  return Object.entries(rows).flatMap(([name, row]) => {
    const hard = new RegExp(`^${row} +\\S+ +(\\d+) `, 'm').exec(table)?.[1];
    return hard === undefined ? [] : [`${name}=${hard}:${hard}`];
  });
}
