import type { Project } from '../../compose-file/index.ts';
import type {
  ContainerSummary,
  NetworkInspect,
  VolumeInspect,
  VolumeListResponse,
} from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import { label } from '../labels.ts';
import { projectFromLabels } from '../model/from-labels.ts';
import { isOneOff } from '../model/names.ts';
import { type ContainerQuery, listContainers } from './containers.ts';

export interface ProjectResources {
  containers: ContainerSummary[];
  networks: NetworkInspect[];
  volumes: VolumeInspect[];
}

/** What carries the project's label. */
export async function listByLabel(query: ContainerQuery, project: string): Promise<ProjectResources> {
  const filters = { label: [`${label.project}=${project}`] };
  const [containers, networks, volumes] = await Promise.all([
    listContainers(query, project),
    listNetworks(query, filters),
    listVolumes(query, filters),
  ]);
  return { containers, networks, volumes };
}

/**
 * Networks and volumes that have the names which the project wants, whoever made them. Names that no network has may be ids of
 * external ones.
 */
export async function listByName(
  query: ContainerQuery,
  project: Project,
): Promise<Omit<ProjectResources, 'containers'>> {
  const networkNames = namesOf(project.networks);
  const volumeNames = namesOf(project.volumes);
  const [networks, volumes] = await Promise.all([
    networkNames.length === 0 ? [] : listNetworks(query, { name: networkNames }),
    volumeNames.length === 0 ? [] : listVolumes(query, { name: volumeNames }),
  ]);
  const missing = Object.values(project.networks)
    .filter((network) => network.external && !networks.some(({ Name }) => Name === network.name))
    .map((network) => inspectNetwork(query, network.name ?? ''));
  const byId = (await Promise.all(missing)).filter((network) => network !== undefined);
  return { networks: [...networks, ...byId], volumes };
}

function namesOf(resources: Record<string, { name?: string }>): string[] {
  return Object.values(resources).flatMap(({ name }) => name ?? []);
}

/** The networks that carry the project's label. */
export async function listNetworksOf(query: ContainerQuery, project: string): Promise<NetworkInspect[]> {
  return listNetworks(query, { label: [`${label.project}=${project}`] });
}

async function listNetworks(
  { client, signal }: ContainerQuery,
  filters: Record<string, string[]>,
): Promise<NetworkInspect[]> {
  return client.json<NetworkInspect[]>({ method: 'GET', path: '/networks', query: { filters }, signal });
}

async function listVolumes(
  { client, signal }: ContainerQuery,
  filters: Record<string, string[]>,
): Promise<VolumeInspect[]> {
  const { Volumes } = await client.json<VolumeListResponse>({
    method: 'GET',
    path: '/volumes',
    query: { filters },
    signal,
  });
  return Volumes ?? [];
}

export async function inspectNetwork(
  { client, signal }: ContainerQuery,
  name: string,
): Promise<NetworkInspect | undefined> {
  try {
    return await client.json<NetworkInspect>({
      method: 'GET',
      path: `/networks/${encodeURIComponent(name)}`,
      signal,
    });
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

export interface ResolvedProject {
  project: Project;
  containers: ContainerSummary[];
  /** Without files: the project is what the engine's labels say. */
  fromLabels: boolean;
}

/** The project to work on, and its containers: the loaded one, or what the labels say when there are no files. */
export async function resolveProject(
  query: ContainerQuery,
  given: Project | { name: string },
  options: { withResources?: boolean; oneOff?: 'include' | 'exclude'; all?: boolean } = {},
): Promise<ResolvedProject> {
  const { oneOff = 'exclude', all = true } = options;
  if ('services' in given) {
    return {
      project: given,
      containers: await listContainers(query, given.name, { all, oneOff }),
      fromLabels: false,
    };
  }
  const resources = options.withResources
    ? await listByLabel(query, given.name)
    : { containers: await listContainers(query, given.name, { all }), networks: [], volumes: [] };
  const standing = resources.containers.filter((container) => !isOneOff(container));
  return {
    project: projectFromLabels(given.name, { ...resources, containers: standing }),
    containers: oneOff === 'include' ? resources.containers : standing,
    fromLabels: true,
  };
}
