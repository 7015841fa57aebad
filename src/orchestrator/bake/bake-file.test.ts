import { expect, test } from 'vitest';
import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import { imageBuild } from '../execute/image-build.ts';
import { bakeFile, targetNames } from './bake-file.ts';

function projectWith(services: Record<string, Partial<ServiceConfig>>): Project {
  const all = Object.entries(services).map(
    ([name, config]) => [name, { command: null, entrypoint: null, ...config }] as const,
  );
  return {
    name: 'app',
    services: Object.fromEntries(all),
    networks: {},
    volumes: {},
    secrets: { told: { environment: 'TOLD' }, kept: { file: '/kept' } },
    configs: {},
    models: {},
    workingDir: '/app',
    composeFiles: [],
    environment: {},
    profiles: [],
    disabledServices: {},
  };
}

test('two services whose names differ in a dot have targets of their own', () => {
  expect([...targetNames(['a_b', 'a.b'])]).toEqual([
    ['a.b', 'a_b'],
    ['a_b', 'a_b_'],
  ]);
});

test('a target has what its section says; what is not said is not there', () => {
  const project = projectWith({
    'we.b': {
      image: 'web:1',
      build: {
        context: '/nowhere',
        dockerfile: 'sub/Dockerfile',
        additional_contexts: { other: 'service:base', files: '/files' },
        args: { B: '${X}', A: '1' },
        secrets: [{ source: 'told' }, { source: 'kept', target: 'id' }],
        ssh: [{ id: 'default' }, { id: 'key', path: '/key' }],
        ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 3 },
        extra_hosts: ['b=::1', 'a=1.1.1.1', 'a=2.2.2.2'],
        privileged: true,
        provenance: 'mode=max',
        sbom: 'false',
        tags: ['web:2'],
      },
    },
    base: { build: { context: '/base', dockerfile_inline: 'FROM ${X}' } },
  });
  const builds = ['we.b', 'base'].map((name) => imageBuild(project, name, { push: true }));
  const { group, target } = bakeFile(project, builds, ['we.b']);
  expect(group.default.targets).toEqual(['we_b']);
  expect(target['base']).toMatchObject({ 'dockerfile-inline': 'FROM $${X}', output: ['type=docker'] });
  expect(Object.keys(target['base'] ?? {})).toEqual([
    'context',
    'dockerfile-inline',
    'labels',
    'tags',
    'output',
  ]);
  expect({ ...target['we_b'], labels: undefined }).toEqual({
    context: '/nowhere',
    contexts: { files: '/files', other: 'target:base' },
    dockerfile: '/nowhere/sub/Dockerfile',
    args: { A: '1', B: '$${X}' },
    labels: undefined,
    tags: ['web:2', 'web:1'],
    secret: ['id=told,type=env,env=TOLD', 'id=id,type=file,src=/kept'],
    ssh: ['default=', 'key=/key'],
    ulimits: ['nofile=1:2', 'nproc=3'],
    entitlements: ['security.insecure'],
    'extra-hosts': { a: '1.1.1.1,2.2.2.2', b: '::1' },
    output: ['type=registry'],
    attest: ['type=provenance,mode=max'],
  });
});

test('a service that runs on one of its platforms is built for that alone when it is to run here', () => {
  const project = projectWith({
    web: {
      platform: 'linux/arm64',
      build: { context: '/', platforms: ['linux/amd64', 'linux/arm64'] },
    },
    other: { platform: 'linux/s390x', build: { context: '/', platforms: ['linux/amd64'] } },
  });
  expect(imageBuild(project, 'web', {}).platforms).toEqual(['linux/amd64', 'linux/arm64']);
  expect(imageBuild(project, 'web', { forRunning: true }).platforms).toEqual(['linux/arm64']);
  expect(() => imageBuild(project, 'other', {})).toThrow('does not support platform: linux/s390x');
});
