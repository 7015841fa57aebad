import type { ServiceConfig } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { scaleOf } from '../model/values.ts';

/** How many containers a service is to have. @throws UserError `container-name-with-scale` */
export function expectedScale(service: string, config: ServiceConfig): number {
  const scale = scaleOf(config);
  if (scale > 1 && config.container_name) {
    throw new UserError(
      'container-name-with-scale',
      `WARNING: The "${service}" service is using the custom container name "${config.container_name}". ` +
        'Docker requires each container to have a unique name. Remove the custom name to scale the service',
      { path: ['services', service, 'container_name'] },
    );
  }
  return scale;
}
