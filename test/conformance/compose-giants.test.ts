import { expect, test, vi } from 'vitest';
import type { ServiceConfig } from '../../src/compose-file/index.ts';
import { ComposeFolder } from '../support/compose-project.ts';

// They take long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** Larger than most, and loaded by Docker Compose in its time. */
test.each([
  ['all ports', 'ports: ["1-65535:1-65535/udp"]', (service: ServiceConfig) => service.ports?.length, 65_535],
  [
    'a text of megabytes',
    `hostname: ${'abc '.repeat(1_500_000)}`,
    (service: ServiceConfig) => service.hostname?.length,
    5_999_999,
  ],
  [
    'a command of megabytes',
    `command: ${'abcd efgh '.repeat(200_000)}`,
    (service: ServiceConfig) => service.command?.length,
    400_000,
  ],
  [
    'a hundred thousand labels',
    `labels: {${Array.from({ length: 100_000 }, (_, i) => `k${i}: v`).join(', ')}}`,
    (service: ServiceConfig) => Object.keys(service.labels ?? {}).length,
    100_000,
  ],
] as const)('%s are loaded', async (_, attribute, measure, expected) => {
  using folder = new ComposeFolder({ 'compose.yaml': `services:\n  a:\n    image: x\n    ${attribute}\n` });
  const { services } = await folder.load();
  expect(measure(services['a'] as ServiceConfig)).toBe(expected);
});

test('ten thousand services of ten attributes, each extending the one before, are loaded', async () => {
  const attributes = [
    'image: x',
    'environment: { A: b, C: d }',
    'labels: [e=f]',
    'ports: ["80:80"]',
    'volumes: ["v:/v"]',
    'command: [run]',
    'restart: always',
    'user: u',
    'networks: [front]',
  ];
  const services = Array.from(
    { length: 10_000 },
    (_, i) => `  s${i}: { ${i === 0 ? '' : `extends: s${i - 1}, `}${attributes.join(', ')} }\n`,
  );
  using folder = new ComposeFolder({
    'compose.yaml': `services:\n${services.join('')}volumes: { v: }\nnetworks: { front: }\n`,
  });
  expect((await folder.load()).services['s9999']).toMatchObject({
    environment: { A: 'b', C: 'd' },
    labels: { e: 'f' },
    ports: [{ target: 80 }],
  });
});
