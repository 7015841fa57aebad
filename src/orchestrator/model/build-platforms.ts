import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';

/**
 * The platforms to build an image for: those of `build.platforms`, else the one that the service runs on. Empty: the builder's own.
 * @param forRunning only what the service needs to run here, not all that the file lists
 * @throws UserError `platform-not-built` when the service runs on a platform that its build leaves out
 */
export function buildPlatforms(
  project: Pick<Project, 'environment'>,
  name: string,
  service: ServiceConfig,
  forRunning: boolean,
): string[] {
  const listed = service.build?.platforms ?? [];
  const standard = project.environment['DOCKER_DEFAULT_PLATFORM'] || undefined;
  const runsOn = service.platform || standard;
  if (runsOn !== undefined && listed.length > 0 && !listed.includes(runsOn)) {
    throw new UserError(
      'platform-not-built',
      service.platform
        ? `service "${name}" build configuration does not support platform: ${runsOn}`
        : `service "${name}" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: ${runsOn}`,
      { hint: `build.platforms lists ${listed.join(', ')}.` },
    );
  }
  if (runsOn !== undefined && (forRunning || listed.length === 0)) return [runsOn];
  return forRunning && listed.length > 1 ? [] : listed;
}
