import { type Project, type VolumeConfig, volumeHash } from '../../compose-file/index.ts';
import type { VolumeInspect } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { label } from '../labels.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { volumeRequest } from '../spec/resources-of-project.ts';
import type { Observed } from './observed.ts';
import { cause, type Step } from './steps.ts';

export interface VolumePlan {
  steps: Step[];
  warnings: string[];
}

/** Volumes that exist with another configuration than the files': replacing one loses its data, so the user is asked. */
export function divergedVolumes(project: Project, volumes: VolumeInspect[]): string[] {
  return Object.entries(project.volumes)
    .filter(([, config]) => !config.external)
    .filter(([, config]) => hasOtherHash(config, find(volumes, config)))
    .map(([key]) => key);
}

/** `replaced` are the keys of diverged volumes that the user agreed to lose. */
export function planVolumes(project: Project, observed: Observed, replaced: ReadonlySet<string>): VolumePlan {
  const plan: VolumePlan = { steps: [], warnings: [] };
  for (const [key, config] of Object.entries(project.volumes)) {
    const existing = find(observed.volumes, config);
    if (config.external) {
      if (existing === undefined) throw externalMissing(key, config.name ?? key);
      continue;
    }
    const request = volumeRequest(project, key, config);
    const name = request.Name ?? '';
    if (existing === undefined) {
      plan.steps.push({
        kind: 'create-volume',
        id: `create volume ${name}`,
        key,
        request,
        after: [],
        cause: cause('missing'),
      });
      continue;
    }
    plan.warnings.push(...strangerWarning(project, existing));
    if (!replaced.has(key)) continue;
    plan.steps.push({
      kind: 'replace-volume',
      id: `recreate volume ${name}`,
      key,
      request,
      containers: observed.containers
        .filter((container) => mounts(project, serviceOf(container), key))
        .map((container) => ({ id: container.Id, name: nameOf(container) })),
      after: [],
      cause: cause('configuration changed'),
    });
  }
  return plan;
}

function find(volumes: VolumeInspect[], config: VolumeConfig): VolumeInspect | undefined {
  return volumes.find(({ Name }) => Name === config.name);
}

function hasOtherHash(config: VolumeConfig, existing: VolumeInspect | undefined): boolean {
  const hash = existing?.Labels?.[label.configHash];
  return hash !== undefined && hash !== volumeHash(config);
}

function mounts(project: Project, service: string, key: string): boolean {
  return project.services[service]?.volumes?.some((volume) => volume.source === key) ?? false;
}

function externalMissing(key: string, name: string): UserError {
  return new UserError('external-volume-missing', `external volume "${name}" not found`, {
    hint: `Create it first (\`docker volume create ${name}\`), or remove \`external: true\`.`,
    path: ['volumes', key],
  });
}

function strangerWarning(project: Project, volume: VolumeInspect): string[] {
  const owner = volume.Labels?.[label.project];
  const advice = 'Use `external: true` to use an existing volume';
  if (owner === undefined) {
    return [`volume "${volume.Name}" already exists but was not created by Docker Compose. ${advice}`];
  }
  if (owner === project.name) return [];
  return [
    `volume "${volume.Name}" already exists but was created for project "${owner}" (expected "${project.name}"). ${advice}`,
  ];
}
