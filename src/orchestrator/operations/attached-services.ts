import type { Project } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import type { AttachOptions, UpOptions } from '../contract.ts';
import { meantService } from '../model/mistyped.ts';
import { namedServices, withServices } from '../model/select.ts';

/** The services whose output an attached `up` shows; where all are left out, all of them, as Docker Compose does. */
export function attachedServices(
  project: Project,
  { services: names, attach }: Pick<UpOptions, 'services'> & { attach: AttachOptions },
): string[] {
  const { only = [], except = [], attachDependencies } = attach;
  const services = Object.keys(project.services);
  const unknown = only.filter((name) => !services.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      'attach-not-included',
      `cannot attach to services not included in up: ${unknown.join(', ')}`,
      { hint: meantService(unknown[0] ?? '', services, `Those of it are: ${services.join(', ')}.`) },
    );
  }
  const named = namedServices(project, names);
  const launched = attachDependencies ? Object.keys(withServices(project, named, {}).services) : named;
  const chosen = only.length > 0 ? only : launched.filter((name) => project.services[name]?.attach !== false);
  const shown = chosen.filter((name) => !except.includes(name));
  return shown.length > 0 ? shown : launched;
}
