import { UserError } from '../../shared/index.ts';
import type { DoctorOptions, DoctorReport } from '../contract-doctor.ts';
import { examine } from '../doctor/findings/registry.ts';
import { observe } from '../doctor/observe.ts';
import type { ObservedContainer } from '../doctor/snapshot.ts';
import { startHint } from '../model/mistyped.ts';

/** `doctor`: what is wrong with a project as it runs. Reads, and runs `cat` and `df` in containers. */
export async function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const { services = [] } = options;
  const { snapshot, unseen } = await observe(options);
  const known = new Set(snapshot.containers.map(({ service }) => service));
  const missing = services.find((service) => !known.has(service));
  if (missing !== undefined)
    throw new UserError('service-not-running', `service "${missing}" has no container`, {
      hint: startHint(missing, runningServices(snapshot.containers)),
    });
  const isAsked = (service: string): boolean => services.length === 0 || services.includes(service);
  const examined = snapshot.containers.filter(({ service }) => isAsked(service));
  const names = new Set(examined.map(({ name }) => name));
  return {
    containers: examined.length,
    findings: examine(snapshot).filter(({ service }) => isAsked(service)),
    unseen: unseen.filter((text) => names.has(text.split(':', 1)[0] ?? '')),
  };
}

function runningServices(containers: readonly ObservedContainer[]): string[] {
  const running = containers.filter(({ inspect }) => inspect.State.Running);
  return [...new Set(running.map(({ service }) => service))].sort();
}
