import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { EngineHome } from './world.ts';

/** What the kernel and the process table hold of one project's containers and networks. All lists are empty once they are gone. */
export interface Traces {
  mounts: string[];
  netns: string[];
  interfaces: string[];
  /** Lines of the rule set that name one of the interfaces. */
  rules: string[];
  cgroups: string[];
  processes: string[];
}

/** Ids by which the traces of a project are known. To be asked for while it runs. */
export interface Marks {
  containers: string[];
  /** Bridges and the host's ends of containers' interfaces. */
  interfaces: string[];
}

/** @param project the project's name */
export async function marksOf(home: EngineHome, project: string): Promise<Marks> {
  const filter = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }));
  const containers = await get<{ Id: string }[]>(home, `/containers/json?all=1&filters=${filter}`);
  const networks = await get<{ Id: string }[]>(home, `/networks?filters=${filter}`);
  const bridges = networks.map(({ Id }) => `br-${Id.slice(0, 12)}`);
  const ports = lines('ip', ['-o', 'link']).filter((line) =>
    bridges.some((bridge) => line.includes(`master ${bridge} `)),
  );
  return {
    containers: containers.map(({ Id }) => Id),
    interfaces: [...bridges, ...ports.map(interfaceName)],
  };
}

export function traces(home: EngineHome, marks: Marks): Traces {
  const ofContainer = (text: string) => marks.containers.some((id) => text.includes(id));
  const ofInterface = (text: string) => marks.interfaces.some((name) => text.includes(`"${name}"`));
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(ofContainer),
    netns: readdirSync(join(home.run, 'netns')).filter(ofContainer),
    interfaces: lines('ip', ['-o', 'link'])
      .map(interfaceName)
      .filter((name) => marks.interfaces.includes(name)),
    rules: lines('nft', ['list', 'ruleset']).filter(ofInterface),
    cgroups: lines('find', ['/sys/fs/cgroup', '-maxdepth', '5', '-type', 'd']).filter(ofContainer),
    processes: readdirSync('/proc').filter((name) => /^\d+$/.test(name) && ofContainer(rootMount(name))),
  };
}

export const noTraces: Traces = {
  mounts: [],
  netns: [],
  interfaces: [],
  rules: [],
  cgroups: [],
  processes: [],
};

/** Mount points below the folders of an engine, and the namespaces it holds. */
export function heldBy(paths: { root: string; run: string }): string[] {
  const ours = (line: string) => line.includes(paths.root) || line.includes(paths.run);
  return readFileSync('/proc/self/mountinfo', 'utf8').split('\n').filter(ours);
}

const interfaceName = (line: string) => line.split(': ')[1]?.split('@')[0] ?? '';

const lines = (command: string, args: string[]) =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter(Boolean);

/** The line of mountinfo(5) for the root of a process. */
function rootMount(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
      .split('\n')
      .filter((line) => line.split(' ')[4] === '/')
      .join('\n');
  } catch {
    return '';
  }
}

function get<T>(home: EngineHome, path: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: join(home.run, 'engine.sock'), path }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('end', () => resolve(JSON.parse(text) as T));
    });
    call.once('error', reject).end();
  });
}
