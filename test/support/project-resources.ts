import { connectEngine } from '../../src/engine-client/index.ts';
import type { EngineHome } from './world.ts';

/** What an engine has of a project, running or not: names, sorted. */
export interface ProjectNames {
  containers: string[];
  networks: string[];
  volumes: string[];
}

export async function namesOfProject(home: EngineHome, project: string): Promise<ProjectNames> {
  const client = await connectEngine({ env: { ...process.env, ...home.env } });
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const get = <T>(path: string, query: object) =>
    client.json<T>({ method: 'GET', path, query: { filters, ...query } });
  try {
    const [containers, networks, { Volumes }] = await Promise.all([
      get<{ Names: string[] }[]>('/containers/json', { all: true }),
      get<{ Name: string }[]>('/networks', {}),
      get<{ Volumes: { Name: string }[] | null }>('/volumes', {}),
    ]);
    return {
      containers: containers.map(({ Names }) => Names[0]?.slice(1) ?? '').sort(),
      networks: networks.map(({ Name }) => Name).sort(),
      volumes: (Volumes ?? []).map(({ Name }) => Name).sort(),
    };
  } finally {
    client.close();
  }
}
