/** What `up` changes and what it leaves alone. On our engine, or the one named by TUTTI_TEST_ENGINE. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plan, restart, scale, start, stop } from '../../src/orchestrator/index.ts';
import { OrchestratedProject, openTestEngine, type TestEngine } from '../support/orchestrated-project.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

const idle = 'image: busybox, command: sleep 1000, stop_signal: SIGKILL';

test('a second up changes nothing, and says that all runs', async () => {
  await using project = new OrchestratedProject(engine, 'same');
  project.write(`services: { web: { ${idle} }, db: { ${idle}, scale: 2 } }`);
  await project.up();
  const before = await project.ids();
  expect((await project.up()).sort()).toEqual([
    'Container P-db-1 Running',
    'Container P-db-2 Running',
    'Container P-web-1 Running',
  ]);
  expect(await project.ids()).toEqual(before);
});

test('a changed service is recreated alone, and keeps its anonymous volumes', async () => {
  await using project = new OrchestratedProject(engine, 'changed');
  const file = (value: string): string =>
    `services: { web: { ${idle}, environment: { A: "${value}" }, volumes: [/anonymous] }, db: { ${idle} } }`;
  await project.write(file('1')).up();
  const before = await project.ids();
  const volume = (await project.inspect('web-1')).Mounts[0]?.Name;
  const report = await plan({ ...(await project.write(file('2')).operation()) });
  expect(report.text).toEqual([
    `recreate container ${project.name}-web-1: configuration changed (environment.A: "1" → "2")`,
    `start container ${project.name}-web-1: not running`,
  ]);
  const told = await project.up();
  expect(told).toContain('Container P-web-1 Recreated');
  const after = await project.ids();
  expect(after[`${project.name}-db-1`]).toBe(before[`${project.name}-db-1`]);
  expect(after[`${project.name}-web-1`]).not.toBe(before[`${project.name}-web-1`]);
  const web = await project.inspect('web-1');
  expect(web.Mounts[0]?.Name).toBe(volume);
  expect(web.Config.Labels?.['com.docker.compose.replace']).toBe('web-1');
  await project.up({ recreate: 'force', renewAnonVolumes: true, services: ['web'] });
  expect((await project.inspect('web-1')).Mounts[0]?.Name).not.toBe(volume);
});

test('dependents with restart: true are stopped and started when what they depend on is recreated', async () => {
  await using project = new OrchestratedProject(engine, 'restarted');
  const file = (value: string): string => `services:
  db: { ${idle}, environment: { A: "${value}" } }
  web: { ${idle}, depends_on: { db: { condition: service_started, restart: true } } }
  other: { ${idle}, depends_on: [db] }`;
  await project.write(file('1')).up();
  const before = await project.ids();
  const told = await project.write(file('2')).up();
  expect(told.filter((line) => line.includes('web-1'))).toEqual([
    'Container P-web-1 Stopping',
    'Container P-web-1 Stopped',
    'Container P-web-1 Starting',
    'Container P-web-1 Started',
  ]);
  expect(told.filter((line) => line.includes('other-1'))).toEqual(['Container P-other-1 Running']);
  expect((await project.ids())[`${project.name}-web-1`]).toBe(before[`${project.name}-web-1`]);
});

test('who shares a namespace is recreated with its owner', async () => {
  await using project = new OrchestratedProject(engine, 'shared');
  const file = (value: string): string => `services:
  owner: { ${idle}, environment: { A: "${value}" } }
  guest: { ${idle}, network_mode: "service:owner" }`;
  await project.write(file('1')).up();
  await project.write(file('2')).up();
  const { owner, guest } = {
    owner: await project.inspect('owner-1'),
    guest: await project.inspect('guest-1'),
  };
  expect(guest.HostConfig.NetworkMode).toBe(`container:${owner.Id}`);
  expect(await project.up()).toEqual(['Container P-owner-1 Running', 'Container P-guest-1 Running']);
});

test('scaling up takes the next numbers, scaling down removes the highest', async () => {
  await using project = new OrchestratedProject(engine, 'scaled');
  project.write(`services: { web: { ${idle} } }`);
  await project.up({ scale: { web: 3 } });
  expect(await project.states()).toEqual(['web-1 running', 'web-2 running', 'web-3 running']);
  await scale({ ...(await project.operation()), scale: { web: 1 } });
  expect(await project.states()).toEqual(['web-1 running']);
});

test('orphans are warned about, and removed when asked', async () => {
  await using project = new OrchestratedProject(engine, 'orphans');
  await project.write(`services: { web: { ${idle} }, old: { ${idle} } }`).up();
  project.write(`services: { web: { ${idle} } }`);
  expect(await project.up()).toContain(
    'Found orphan containers ([P-old-1]) for this project. If you removed or renamed this service in your compose file, ' +
      'you can run this command with the --remove-orphans flag to clean it up.',
  );
  await project.up({ removeOrphans: true });
  expect(await project.states()).toEqual(['web-1 running']);
});

test('a changed network is replaced, and its containers are found by name in the new one', async () => {
  await using project = new OrchestratedProject(engine, 'network');
  const file = (label: string): string =>
    `services: { web: { ${idle} } }\nnetworks: { default: { labels: { a: "${label}" } } }`;
  await project.write(file('1')).up();
  const told = await project.write(file('2')).up();
  expect(told).toContain('Network P_default Removed');
  const endpoint = (await project.inspect('web-1')).NetworkSettings.Networks[`${project.name}_default`];
  expect(endpoint?.Aliases).toContain('web');
  expect((await project.inspect('web-1')).State.Running).toBe(true);
  expect(await project.up()).toEqual(['Container P-web-1 Running']);
});

test('a changed volume is replaced only when the user agrees', async () => {
  await using project = new OrchestratedProject(engine, 'volume');
  const file = (label: string): string =>
    `services: { web: { ${idle}, volumes: ["data:/data"] } }\nvolumes: { data: { labels: { a: "${label}" } } }`;
  await project.write(file('1')).up();
  project.write(file('2'));
  const questions: string[] = [];
  await project.up({ confirm: (question) => Promise.resolve(questions.push(question) === 0) });
  expect(questions).toEqual([
    `Volume "${project.name}_data" exists but doesn't match configuration in compose file. Recreate (data will be lost)?`,
  ]);
  expect(await project.up({ assumeYes: true })).toContain('Volume P_data Created');
  expect(await project.up()).toEqual(['Container P-web-1 Running']);
});

test('external networks and volumes must exist', async () => {
  await using project = new OrchestratedProject(engine, 'external');
  project.write(
    `services: { web: { ${idle}, networks: [x] } }\nnetworks: { x: { external: true, name: orchtest-none } }`,
  );
  await expect(project.up()).rejects.toThrow(
    'network orchtest-none declared as external, but could not be found',
  );
  project.write(
    `services: { web: { ${idle}, volumes: ["vol:/v"] } }\nvolumes: { vol: { external: true, name: orchtest-none } }`,
  );
  await expect(project.up()).rejects.toThrow('external volume "orchtest-none" not found');
});

test('secrets and configs reach the container with their modes', async () => {
  await using project = new OrchestratedProject(engine, 'files');
  project.write(`services:
  web:
    image: busybox
    command: sh -c "cat /run/secrets/env /inline && stat -c %a:%u /inline"
    secrets: [env]
    configs: [{ source: inline, mode: 0400, uid: "7" }]
secrets: { env: { environment: SECRET_VALUE } }
configs: { inline: { content: "text\\n" } }`);
  await project.up();
  const lines: string[] = [];
  const { logs } = await import('../../src/orchestrator/index.ts');
  for await (const batch of logs({ ...(await project.operation()), follow: true })) {
    lines.push(...batch.map(({ line }) => line));
  }
  expect(lines).toEqual(['from the environmenttext', '400:7']);
});

test('stop, start and restart keep the containers', async () => {
  await using project = new OrchestratedProject(engine, 'kept');
  project.write(`services: { web: { ${idle}, depends_on: [db] }, db: { ${idle} } }`);
  await project.up();
  const before = await project.ids();
  await stop(await project.operation());
  expect(project.told).toEqual([
    'Container P-web-1 Stopping',
    'Container P-web-1 Stopped',
    'Container P-db-1 Stopping',
    'Container P-db-1 Stopped',
  ]);
  await start(await project.operation());
  expect(project.told).toEqual([
    'Container P-db-1 Starting',
    'Container P-db-1 Started',
    'Container P-web-1 Starting',
    'Container P-web-1 Started',
  ]);
  await restart({ ...(await project.operation()), services: ['db'] });
  expect(project.told).toEqual(['Container P-db-1 Restarting', 'Container P-db-1 Started']);
  expect(await project.ids()).toEqual(before);
});
