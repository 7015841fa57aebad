import { expect, test } from 'vitest';
import type { ProjectState, ServiceRow } from '../../../../src/dashboard-api/index.ts';
import { pathOf, placeGraph } from './graph-layout.ts';
import { graphOf } from './graph-model.ts';

function service(name: string, more: Partial<ServiceRow> = {}): ServiceRow {
  return {
    name,
    inFiles: true,
    enabled: true,
    profiles: [],
    image: 'x',
    builds: false,
    mood: 'good',
    state: 'Up',
    replicas: { wanted: 1, running: 1 },
    ports: [],
    dependsOn: {},
    networks: ['default'],
    volumes: [],
    color: 0,
    ...more,
  };
}

const state: ProjectState = {
  summary: {
    name: 'app',
    mood: 'good',
    state: '',
    services: 2,
    containers: 0,
    running: 0,
    ports: [],
    files: [],
    filesFound: true,
  },
  services: [
    service('web', {
      dependsOn: { db: 'service_healthy', gone: 'service_started' },
      ports: [{ text: '8080→80/tcp', url: 'http://localhost:8080' }],
    }),
    service('db', { mood: 'failing' }),
  ],
  containers: [],
  source: { files: [], folder: '/', profiles: [], activeProfiles: [] },
};

test('services, their networks and ports; dependencies that are not there lead nowhere', () => {
  const { nodes, edges } = graphOf(state, { networks: true, ports: true });
  expect(nodes.map(({ key }) => key)).toEqual([
    'service:web',
    'service:db',
    'network:default',
    'port:web:8080→80/tcp',
  ]);
  expect(edges.map(({ from, to, condition, mood }) => [from, to, condition, mood])).toEqual([
    ['service:web', 'service:db', 'healthy', 'failing'],
    ['service:web', 'network:default', '', 'good'],
    ['service:db', 'network:default', '', 'failing'],
    ['port:web:8080→80/tcp', 'service:web', '', 'good'],
  ]);
});

test('parts can be left out', () => {
  expect(graphOf(state, { networks: false, ports: false }).nodes).toHaveLength(2);
});

test('what is needed stands to the right of what needs it, and nothing overlaps', () => {
  const many = {
    ...state,
    services: Array.from({ length: 40 }, (_, i) =>
      service(`s${i}`, { dependsOn: i === 0 ? {} : { [`s${Math.floor((i - 1) / 3)}`]: 'service_started' } }),
    ),
  };
  const { nodes } = placeGraph(graphOf(many, { networks: false, ports: false }));
  const at = new Map(nodes.map((node) => [node.node.key, node]));
  expect(at.get('service:s1')?.x).toBeLessThan(at.get('service:s0')?.x ?? 0);
  for (const a of nodes)
    for (const b of nodes) {
      const apart =
        a === b ||
        a.x + a.width <= b.x ||
        b.x + b.width <= a.x ||
        a.y + a.height <= b.y ||
        b.y + b.height <= a.y;
      expect(apart).toBe(true);
    }
});

test('a circle of dependencies is drawn too', () => {
  const circle = {
    ...state,
    services: [service('a', { dependsOn: { b: '' } }), service('b', { dependsOn: { a: '' } })],
  };
  expect(placeGraph(graphOf(circle, { networks: true, ports: true })).nodes).toHaveLength(3);
});

test('a path goes from the first point to the last', () => {
  expect(
    pathOf([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
    ]),
  ).toBe('M0,0L10,0');
  expect(
    pathOf([
      { x: 0, y: 0 },
      { x: 5, y: 5 },
      { x: 10, y: 0 },
    ]),
  ).toBe('M0,0Q5,5 10,0');
});
