import { describe, expect, test } from 'vitest';
import { networkHash, type Project, type ServiceConfig, serviceHash } from '../../compose-file/index.ts';
import type { ContainerSummary, NetworkInspect } from '../../engine-api/index.ts';
import { type ConvergeOptions, planConverge } from './converge.ts';
import type { Observed } from './observed.ts';
import { planStart } from './start.ts';
import { planText } from './text.ts';

const network = { name: 'app_default', ipam: {} };

function projectOf(services: Record<string, Partial<ServiceConfig>>): Project {
  return {
    name: 'app',
    services: Object.fromEntries(
      Object.entries(services).map(([name, config]) => [
        name,
        { command: null, entrypoint: null, image: 'i', networks: { default: null }, ...config },
      ]),
    ),
    networks: { default: network },
    volumes: {},
    secrets: {},
    configs: {},
    models: {},
    workingDir: '/app',
    composeFiles: ['/app/compose.yaml'],
    environment: {},
    profiles: [],
    disabledServices: {},
  };
}

const options: ConvergeOptions = {
  recreate: 'diverged',
  recreateDependencies: 'diverged',
  named: [],
  removeOrphans: false,
  ignoreOrphans: false,
  replacedVolumes: new Set(),
};

interface Made {
  service: string;
  number?: number;
  state?: ContainerSummary['State'];
  /** Its hash is that of this configuration; else it differs from all. */
  like?: ServiceConfig | undefined;
  image?: string;
}

function containerOf({ service, number = 1, state = 'running', like, image = '' }: Made): ContainerSummary {
  return {
    Id: `${service}${number}`.padEnd(64, '0'),
    Names: [`/app-${service}-${number}`],
    Image: 'i',
    ImageID: '',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: {
      'com.docker.compose.project': 'app',
      'com.docker.compose.service': service,
      'com.docker.compose.container-number': String(number),
      'com.docker.compose.config-hash': like === undefined ? 'other' : serviceHash(like),
      'com.docker.compose.image': image,
    },
    State: state,
    Status: '',
    HostConfig: {},
    NetworkSettings: { Networks: { app_default: { NetworkID: 'n1' } } },
    Mounts: [],
  };
}

function networkOf(hash: string): NetworkInspect {
  return {
    Name: 'app_default',
    Id: 'n1',
    Labels: {
      'com.docker.compose.project': 'app',
      'com.docker.compose.network': 'default',
      'com.docker.compose.config-hash': hash,
    },
  } as unknown as NetworkInspect;
}

function observed(containers: ContainerSummary[], networks = [networkOf(networkHash(network))]): Observed {
  return { containers, networks, volumes: [], images: new Map() };
}

function text(project: Project, state: Observed, changed: Partial<ConvergeOptions> = {}): string[] {
  const plan = planConverge(project, state, { ...options, ...changed });
  const starts = planStart(project, plan.standing, { wait: false });
  return [...planText(plan), ...planText(starts), ...plan.warnings];
}

describe('a plan', () => {
  test('for nothing there', () => {
    const project = projectOf({
      web: { depends_on: { db: { condition: 'service_healthy', required: true } } },
      db: {},
    });
    expect(text(project, observed([], []))).toEqual([
      'create network app_default: missing',
      'create container app-db-1: missing',
      'create container app-web-1: missing',
      'wait for db (service_healthy) before web: depends_on',
      'start container app-web-1: not running',
      'start container app-db-1: not running',
    ]);
  });

  test('for all there is empty, and starts what does not run', () => {
    const project = projectOf({ web: {}, db: {} });
    const { web, db } = project.services;
    expect(
      text(
        project,
        observed([containerOf({ service: 'web', like: web }), containerOf({ service: 'db', like: db })]),
      ),
    ).toEqual([]);
    const stopped = containerOf({ service: 'db', like: db, state: 'exited' });
    expect(text(project, observed([containerOf({ service: 'web', like: web }), stopped]))).toEqual([
      'start container app-db-1: not running',
    ]);
  });

  test('names why a container is made anew', () => {
    const project = projectOf({ web: {} });
    const { web } = project.services;
    const cases: [Made, Partial<ConvergeOptions>, string][] = [
      [{ service: 'web' }, {}, 'configuration changed'],
      [{ service: 'web', like: web, image: 'sha256:old' }, {}, 'image changed (image: sha256:old → –)'],
      [{ service: 'web', like: web }, { recreate: 'force' }, '--force-recreate'],
    ];
    for (const [made, changed, why] of cases) {
      expect(text(project, observed([containerOf(made)]), changed)[0]).toBe(
        `recreate container app-web-1: ${why}`,
      );
    }
    expect(text(project, observed([containerOf({ service: 'web' })]), { recreate: 'never' })).toEqual([]);
  });

  test('leaves dependencies alone that are not named when only they are forced', () => {
    const project = projectOf({ web: { depends_on: { db: { required: true } } }, db: {} });
    const { web, db } = project.services;
    const state = observed([
      containerOf({ service: 'web', like: web }),
      containerOf({ service: 'db', like: db }),
    ]);
    expect(text(project, state, { recreate: 'force', named: ['web'] })).toEqual([
      'recreate container app-web-1: --force-recreate',
      'start container app-web-1: not running',
    ]);
    expect(text(project, state, { recreateDependencies: 'force', named: ['web'] })[0]).toBe(
      'recreate container app-db-1: --always-recreate-deps',
    );
  });

  test('removes the highest numbers, but outdated containers first', () => {
    const project = projectOf({ web: { scale: 2 } });
    const { web } = project.services;
    const state = observed([
      containerOf({ service: 'web', number: 1 }),
      containerOf({ service: 'web', number: 2, like: web }),
      containerOf({ service: 'web', number: 3, like: web }),
    ]);
    expect(text(project, state)).toEqual(['remove container app-web-1: scale']);
  });

  test('adds containers after the highest number', () => {
    const project = projectOf({ web: { scale: 3 } });
    const { web } = project.services;
    expect(
      text(project, observed([containerOf({ service: 'web', number: 4, like: web })])).slice(0, 2),
    ).toEqual(['create container app-web-5: missing', 'create container app-web-6: missing']);
  });

  test('recreates who shares a namespace with what is recreated', () => {
    const project = projectOf({ guest: { network_mode: 'service:owner', networks: {} }, owner: {} });
    const { guest } = project.services;
    const state = observed([
      containerOf({ service: 'owner' }),
      containerOf({ service: 'guest', like: { ...guest, network_mode: 'container:owner' } as ServiceConfig }),
    ]);
    const plan = planConverge(project, state, options);
    expect(planText(plan)).toEqual([
      'recreate container app-owner-1: configuration changed',
      'recreate container app-guest-1: a container whose namespace or volumes it shares is recreated',
    ]);
    expect(plan.steps[1]?.after).toEqual(['recreate container app-owner-1']);
  });

  test('replaces a network whose configuration changed, and its containers after it', () => {
    const project = projectOf({ web: {} });
    const { web } = project.services;
    const plan = planConverge(
      project,
      observed([containerOf({ service: 'web', like: web })], [networkOf('old')]),
      options,
    );
    expect(planText(plan)).toEqual([
      'recreate network app_default: configuration changed',
      'recreate container app-web-1: network app_default is recreated',
    ]);
    expect(plan.steps.at(-1)?.after).toEqual(['resources are ready']);
  });

  test('stops dependents with restart: true', () => {
    const project = projectOf({ web: { depends_on: { db: { restart: true, required: true } } }, db: {} });
    const { web } = project.services;
    const state = observed([containerOf({ service: 'web', like: web }), containerOf({ service: 'db' })]);
    expect(text(project, state)).toEqual([
      'stop container app-web-1: service db is recreated',
      'recreate container app-db-1: configuration changed',
      'start container app-web-1: not running',
      'start container app-db-1: not running',
    ]);
  });

  test('tells of orphans, or removes them', () => {
    const project = projectOf({});
    const state = observed([containerOf({ service: 'old' })]);
    expect(text(project, state)[0]).toMatch(/^Found orphan containers \(\[app-old-1\]\) for this project/);
    expect(text(project, state, { removeOrphans: true })).toEqual(['remove container app-old-1: orphan']);
    expect(text(project, state, { ignoreOrphans: true })).toEqual([]);
  });

  test('refuses a name of its own for several containers, and networks of others', () => {
    const named = projectOf({ web: { scale: 2, container_name: 'x' } });
    expect(() => text(named, observed([]))).toThrow('is using the custom container name "x"');
    const stranger = { ...networkOf(''), Labels: {} };
    expect(() => text(projectOf({}), observed([], [stranger]))).toThrow(
      'network app_default was found but has incorrect label com.docker.compose.network set to "" (expected: "default")',
    );
  });
});
