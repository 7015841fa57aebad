import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { composeVersion, label, providedLabel } from '../labels.ts';

interface Labelled {
  project: Project;
  service: string;
  config: ServiceConfig;
  number: number | undefined;
  imageId: string | undefined;
  replaces?: string;
  provided?: readonly string[] | undefined;
  oneOff?: { slug: string };
}

/** Docker Compose's labels of a container but for the configuration's hash. They win over the user's of the same name. */
export function containerLabels(spec: Labelled): Record<string, string> {
  const { project, config } = spec;
  return {
    ...config.labels,
    [label.project]: project.name,
    [label.service]: spec.service,
    [label.version]: composeVersion,
    [label.workingDir]: project.workingDir,
    [label.configFiles]: project.composeFiles.join(','),
    [label.oneOff]: spec.oneOff === undefined ? 'False' : 'True',
    [label.dependsOn]: dependencies(config),
    ...(project.envFiles?.length ? { [label.environmentFile]: project.envFiles.join(',') } : {}),
    ...(spec.imageId === undefined ? {} : { [label.image]: spec.imageId }),
    ...(spec.number === undefined ? {} : { [label.containerNumber]: String(spec.number) }),
    ...(spec.replaces === undefined ? {} : { [label.replace]: spec.replaces }),
    ...(spec.provided === undefined ? {} : { [providedLabel]: spec.provided.join(',') }),
    ...(spec.oneOff === undefined ? {} : { [label.slug]: spec.oneOff.slug }),
  };
}

function dependencies(config: ServiceConfig): string {
  return Object.entries(config.depends_on ?? {})
    .map(([name, { condition, restart }]) => `${name}:${condition ?? 'service_started'}:${restart ?? false}`)
    .join(',');
}

export function networkLabels(
  project: string,
  key: string,
  own: Record<string, string> | undefined,
  hash: string,
): Record<string, string> {
  return {
    ...own,
    [label.network]: key,
    [label.project]: project,
    [label.version]: composeVersion,
    [label.configHash]: hash,
  };
}

export function volumeLabels(
  project: string,
  key: string,
  own: Record<string, string> | undefined,
  hash: string,
): Record<string, string> {
  return {
    ...own,
    [label.volume]: key,
    [label.project]: project,
    [label.version]: composeVersion,
    [label.configHash]: hash,
  };
}
