import type { Mood, ProjectState, PublishedLink, ServiceRow } from '../../../../src/dashboard-api/index.ts';

/** What the graph draws: services, the networks that they meet on, and the ports that lead in. */
export type GraphNode =
  | { key: string; kind: 'service'; service: ServiceRow; container: string | undefined }
  | { key: string; kind: 'network'; name: string }
  | { key: string; kind: 'port'; port: PublishedLink };

export interface GraphEdge {
  from: string;
  to: string;
  kind: 'depends' | 'joins' | 'publishes';
  /** What is waited for, in a word; empty for a mere start. */
  condition: string;
  /** Of the service that is waited for: an edge to one that is not well is drawn so. */
  mood: Mood;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface Shown {
  networks: boolean;
  ports: boolean;
}

const WORDS: Record<string, string> = {
  service_healthy: 'healthy',
  service_completed_successfully: 'done',
  service_started: '',
};

/** What is waited for, in a word; empty for a mere start. */
export function conditionWord(condition: string): string {
  return WORDS[condition] ?? condition;
}

/** Services, then what belongs to them; dependencies on services that are not there are left out. */
export function graphOf({ services, containers }: ProjectState, shown: Shown): Graph {
  const moods = new Map(services.map(({ name, mood }) => [name, mood]));
  const nodes: GraphNode[] = services.map((service) => ({
    key: serviceKey(service.name),
    kind: 'service',
    service,
    container: containers.find((each) => each.service === service.name && !each.oneOff)?.name,
  }));
  const edges = services.flatMap((service) => dependencies(service, moods));
  if (shown.networks) addNetworks(services, nodes, edges);
  if (shown.ports) addPorts(services, nodes, edges);
  return { nodes, edges };
}

const serviceKey = (name: string) => `service:${name}`;

function dependencies({ name, dependsOn }: ServiceRow, moods: ReadonlyMap<string, Mood>): GraphEdge[] {
  return Object.entries(dependsOn).flatMap(([dependency, condition]): GraphEdge[] => {
    const mood = moods.get(dependency);
    if (mood === undefined) return [];
    const word = conditionWord(condition);
    return [{ from: serviceKey(name), to: serviceKey(dependency), kind: 'depends', condition: word, mood }];
  });
}

function addNetworks(services: ServiceRow[], nodes: GraphNode[], edges: GraphEdge[]): void {
  for (const network of new Set(services.flatMap(({ networks }) => networks))) {
    const key = `network:${network}`;
    nodes.push({ key, kind: 'network', name: network });
    for (const { name, networks, mood } of services) {
      if (!networks.includes(network)) continue;
      edges.push({ from: serviceKey(name), to: key, kind: 'joins', condition: '', mood });
    }
  }
}

function addPorts(services: ServiceRow[], nodes: GraphNode[], edges: GraphEdge[]): void {
  for (const { name, ports, mood } of services) {
    for (const port of ports) {
      const key = `port:${name}:${port.text}`;
      nodes.push({ key, kind: 'port', port });
      edges.push({ from: key, to: serviceKey(name), kind: 'publishes', condition: '', mood });
    }
  }
}
