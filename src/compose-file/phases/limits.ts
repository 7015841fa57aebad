import { exactly } from '../model/exact.ts';
import type { ServiceConfig } from '../service.ts';
import { type ConsistencyScope, placeIn } from './consistency.ts';

/** Limits and replicas may be given in two ways, which then have to agree. */
export function checkLimits(
  { model, context }: ConsistencyScope,
  name: string,
  service: ServiceConfig,
): void {
  const report = (code: string, message: string, ...keys: string[]): void => {
    context.add(code, `services.${name}${message}`, placeIn(model, name, ...keys));
  };
  checkReplicas(service, report);
  const { limits, reservations } = service.deploy?.resources ?? {};
  if (limits === undefined && reservations === undefined) return;
  const pairs: [string, unknown, string, unknown, boolean][] = [
    ['cpus', service.cpus, 'limits.cpus', limits?.cpus ?? 0, limits !== undefined],
    ['mem_limit', service.mem_limit, 'limits.memory', limits?.memory ?? '0', limits !== undefined],
    [
      'mem_reservation',
      service.mem_reservation,
      'reservations.memory',
      reservations?.memory ?? '0',
      reservations !== undefined,
    ],
    [
      'pids_limit',
      exactly(service, 'pids_limit', service.pids_limit),
      'limits.pids',
      exactly(limits ?? {}, 'pids', limits?.pids ?? 0),
      limits !== undefined,
    ],
  ];
  for (const [key, value, other, otherValue, isGiven] of pairs) {
    if (!isGiven || value === undefined || value === 0 || value === '0' || value === otherValue) continue;
    report(
      'conflicting-limits',
      `: can't set distinct values on '${key}' and 'deploy.resources.${other}'`,
      key,
    );
  }
}

function checkReplicas(
  service: ServiceConfig,
  report: (code: string, message: string, ...keys: string[]) => void,
): void {
  const { scale, deploy } = service;
  if (scale !== undefined && deploy !== undefined) {
    if (deploy.replicas !== undefined && deploy.replicas !== scale) {
      report('conflicting-limits', ": can't set distinct values on 'scale' and 'deploy.replicas'", 'scale');
    }
    deploy.replicas = scale;
  }
  if (scale !== undefined && scale < 0)
    report('out-of-range', '.scale: must be greater than or equal to 0', 'scale');
  if ((deploy?.replicas ?? 0) < 0) {
    report('out-of-range', '.deploy.replicas: must be greater than or equal to 0', 'deploy', 'replicas');
  }
  if ((scale ?? deploy?.replicas ?? 1) > 1 && service.container_name) {
    const key = scale === undefined ? 'deploy.replicas' : 'scale';
    report(
      'fixed-container-name',
      `: can't set container_name and ${key} as container name must be unique`,
      'container_name',
    );
  }
}
