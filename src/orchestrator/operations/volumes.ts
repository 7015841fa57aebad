import type { OperationContext, ServiceSelection } from '../contract.ts';
import type { VolumeRow } from '../contract-results.ts';
import { serviceOf } from '../model/names.ts';
import { listByLabel } from '../observe/resources.ts';

/** `volumes`: those that Compose made for the project; with services named, those that they mount. */
export async function volumes(options: OperationContext & ServiceSelection): Promise<VolumeRow[]> {
  const { containers, volumes: found } = await listByLabel(options, options.project.name);
  const { services = [] } = options;
  return found
    .map(
      (volume): VolumeRow => ({
        name: volume.Name,
        driver: volume.Driver,
        scope: volume.Scope,
        mountpoint: volume.Mountpoint,
        labels: volume.Labels ?? {},
        ...(volume.CreatedAt === undefined ? {} : { createdAt: volume.CreatedAt }),
        services: [
          ...new Set(
            containers
              .filter(
                ({ State, Mounts }) => State === 'running' && Mounts.some(({ Name }) => Name === volume.Name),
              )
              .map(serviceOf),
          ),
        ],
      }),
    )
    .filter((row) => services.length === 0 || row.services.some((service) => services.includes(service)));
}
