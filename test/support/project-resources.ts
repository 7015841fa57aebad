import { connectEngine, type EngineClient } from '../../src/engine-client/index.ts';
import type { EngineHome } from './world.ts';

/** What an engine has of a project, running or not: names, sorted. */
export interface ProjectNames {
  containers: string[];
  networks: string[];
  volumes: string[];
}

export async function namesOfProject(home: EngineHome, project: string): Promise<ProjectNames> {
  using engine = await connected(home);
  const { client } = engine;
  const filters = { label: [`com.docker.compose.project=${project}`] };
  const get = <T>(path: string, query: object) =>
    client.json<T>({ method: 'GET', path, query: { filters, ...query } });
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
}

/** Removes images of a project that lost their names to newer ones, which `down --rmi` leaves, as Docker Compose's does. */
export async function removeReplacedImages(home: EngineHome, project: string): Promise<void> {
  using engine = await connected(home);
  const filters = { dangling: ['true'], label: [`com.docker.compose.project=${project}`] };
  const images = await engine.client.json<{ Id: string }[]>({
    method: 'GET',
    path: '/images/json',
    query: { filters },
  });
  for (const { Id } of images) await engine.client.json({ method: 'DELETE', path: `/images/${Id}` });
}

export async function connected(home: EngineHome): Promise<{ client: EngineClient } & Disposable> {
  const client = await connectEngine({ env: { ...process.env, ...home.env } });
  return { client, [Symbol.dispose]: () => client.close() };
}
