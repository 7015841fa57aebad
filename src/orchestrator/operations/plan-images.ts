import type { Project } from '../../compose-file/index.ts';
import type { ImageInspect } from '../../engine-api/index.ts';
import type { PlannedStep } from '../contract-plan.ts';
import { requiredBuilds, requiredPulls } from '../execute/ensure-images.ts';
import { imageName } from '../model/names.ts';

/** The images that `up` would pull or build first. Whether a container changes with them is known only afterwards. */
export function planImageSteps(
  project: Project,
  images: ReadonlyMap<string, ImageInspect>,
  noBuild: boolean,
  /** Services whose image was built from other inputs. */
  stale: readonly string[],
): PlannedStep[] {
  const pulls = requiredPulls(project, images, true, Date.now())
    .filter(({ buildable }) => !buildable || noBuild)
    .map(
      ({ image, services }): PlannedStep => ({
        id: `pull image ${image}`,
        action: 'pull',
        resource: 'image',
        name: image,
        ...(services[0] === undefined ? {} : { service: services[0] }),
        cause: { reason: images.has(image) ? 'pull_policy' : 'missing', changes: [] },
        after: [],
      }),
    );
  const builds = noBuild ? [] : [...new Set([...requiredBuilds(project, images, undefined), ...stale])];
  return [
    ...pulls,
    ...builds.map((service): PlannedStep => {
      const image = imageName(
        project,
        service,
        project.services[service] ?? { command: null, entrypoint: null },
      );
      return {
        id: `build image ${image}`,
        action: 'build',
        resource: 'image',
        name: image,
        service,
        cause: { reason: buildReason(images.has(image), stale.includes(service)), changes: [] },
        after: [],
      };
    }),
  ];
}

function buildReason(exists: boolean, isStale: boolean): string {
  if (isStale) return 'its inputs changed';
  return exists ? 'build asked for' : 'missing';
}
