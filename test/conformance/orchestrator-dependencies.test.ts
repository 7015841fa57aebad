/** Conditions of `depends_on`, and `up --wait`. On our engine, or the one named by TUTTI_TEST_ENGINE. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OrchestratedProject, openTestEngine, type TestEngine } from '../support/orchestrated-project.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await openTestEngine();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
});

const idle = 'image: busybox, command: sleep 1000, stop_signal: SIGKILL';
const check = (command: string): string =>
  `healthcheck: { test: "${command}", interval: 300ms, start_period: 0s, retries: 2 }`;

test('a service starts when its dependency is healthy', async () => {
  await using project = new OrchestratedProject(engine, 'healthy');
  project.write(`services:
  web: { ${idle}, depends_on: { db: { condition: service_healthy } } }
  db: { ${idle}, ${check('true')} }`);
  const told = await project.up();
  expect(told.slice(-6)).toEqual([
    'Container P-db-1 Starting',
    'Container P-db-1 Started',
    'Container P-db-1 Waiting',
    'Container P-db-1 Healthy',
    'Container P-web-1 Starting',
    'Container P-web-1 Started',
  ]);
});

test('an unhealthy dependency fails the start', async () => {
  await using project = new OrchestratedProject(engine, 'unhealthy');
  project.write(`services:
  web: { ${idle}, depends_on: { db: { condition: service_healthy } } }
  db: { ${idle}, ${check('false')} }`);
  await expect(project.up()).rejects.toThrow(
    `dependency failed to start: container ${project.name}-db-1 is unhealthy`,
  );
  expect(project.told.slice(-2)).toEqual(['Container P-db-1 Error', 'Container P-web-1 Removed']);
  expect(await project.states()).toEqual(['db-1 running']);
});

test('a dependency that ends while it should become healthy fails the start', async () => {
  await using project = new OrchestratedProject(engine, 'ended');
  project.write(`services:
  web: { ${idle}, depends_on: { db: { condition: service_healthy } } }
  db: { image: busybox, command: sh -c "exit 3", ${check('true')} }`);
  await expect(project.up()).rejects.toThrow(
    `dependency failed to start: container ${project.name}-db-1 exited (3)`,
  );
});

test('a service starts when another has completed, and not when that failed', async () => {
  await using project = new OrchestratedProject(engine, 'completed');
  const file = (code: number, required: boolean): string => `services:
  web: { ${idle}, depends_on: { job: { condition: service_completed_successfully, required: ${required} } } }
  job: { image: busybox, command: sh -c "exit ${code}" }`;
  expect(await project.write(file(0, true)).up()).toContain('Container P-job-1 Exited');
  await expect(project.write(file(4, true)).up()).rejects.toThrow(
    'service "job" didn\'t complete successfully: exit 4',
  );
  const told = await project.write(file(4, false)).up();
  expect(told).toContain('optional dependency "job" didn\'t complete successfully: exit 4');
});

test('--wait waits for health and for what others wait for to end', async () => {
  await using project = new OrchestratedProject(engine, 'wait');
  project.write(`services:
  web: { ${idle}, ${check('test -e /tmp/ready || { touch /tmp/ready; false; }')} }
  plain: { ${idle}, depends_on: { job: { condition: service_completed_successfully } } }
  job: { image: busybox, command: "true" }`);
  const told = await project.up({ wait: true });
  expect(told.filter((line) => /Healthy|Exited/.test(line)).sort()).toEqual([
    'Container P-job-1 Exited',
    'Container P-job-1 Exited',
    'Container P-plain-1 Healthy',
    'Container P-web-1 Healthy',
  ]);
});

test('--wait fails when a container ends or the time is over', async () => {
  await using project = new OrchestratedProject(engine, 'fails');
  project.write('services: { web: { image: busybox, command: sh -c "exit 2" } }');
  await expect(project.up({ wait: true })).rejects.toThrow(`container ${project.name}-web-1 exited (2)`);
  project.write(
    `services: { web: { ${idle}, healthcheck: { test: "false", interval: 60s, start_period: 60s } } }`,
  );
  await expect(project.up({ wait: true, waitTimeout: 1 })).rejects.toThrow(
    'application not healthy after 1s',
  );
});
