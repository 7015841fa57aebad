import { expect, test } from 'vitest';
import type { Project, ServiceConfig } from '../../compose-file/index.ts';
import type { ContainerInspect, ContainerSummary } from '../../engine-api/index.ts';
import { describeChanges } from './changes.ts';

const config: ServiceConfig = { command: null, entrypoint: null, image: 'new', labels: { mine: 'new' } };
const project: Project = {
  name: 'app',
  services: { web: config },
  networks: {},
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
const container = { Names: ['/app-web-1'], Labels: {} } as ContainerSummary;

/** Changes of labels in a container that has these. */
function labelChanges(
  labels: Record<string, string>,
  imageLabels: Record<string, string> | undefined,
): string[] {
  const actual = {
    Config: { Image: 'new', Labels: labels },
    HostConfig: {},
    NetworkSettings: { Networks: {} },
  } as unknown as ContainerInspect;
  return describeChanges(project, 'web', config, container, actual, imageLabels)
    .filter(({ field }) => field.startsWith('labels.'))
    .map(({ field, before, after }) => `${field}: ${before} → ${after}`);
}

test('labels that the file and the image no longer give are told', () => {
  expect(labelChanges({ mine: 'old', gone: 'x', vendor: 'v' }, { vendor: 'v' })).toEqual([
    'labels.gone: "x" → undefined',
    'labels.mine: "old" → "new"',
  ]);
});

test('labels that may be those of an image to come are not said to go', () => {
  expect(labelChanges({ mine: 'old', vendor: 'v' }, undefined)).toEqual(['labels.mine: "old" → "new"']);
});
