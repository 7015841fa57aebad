/** The dashboard where a real Docker Engine is killed under it and comes back, as after want of memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startEngine, type TestEngine } from '../../scripts/engines/engine.ts';
import { engineRoot } from '../../scripts/engines/root.ts';
import { run } from '../support/command.ts';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { type EngineHome, tuttiCommand } from '../support/world.ts';

const quiet = () => undefined;

/** dockerd first stops what ran when it was killed, and starts it again. Milliseconds. */
const RETURN = 60_000;

let engine: TestEngine;
let folder: string;
let server: DashboardServer;
let dashboard: DashboardPage;
let project: string;

beforeAll(async () => {
  // One of its own: whatever else is tested on Docker would be killed with it.
  const root = await engineRoot('docker', join(import.meta.dirname, '../../.cache/engines'), quiet);
  engine = await startEngine('docker', root, quiet);
  folder = mkdtempSync('/var/tmp/tutti-docker-killed-');
  writeFileSync(
    join(folder, 'compose.yml'),
    `name: docker-killed
services:
  web:
    image: busybox
    command: [sh, -c, 'echo said once more; exec sleep infinity']
    init: true
    restart: always
`,
  );
  const env = { DOCKER_HOST: engine.address, DOCKER_CONFIG: engine.config };
  const home: EngineHome = { root: '', run: '', env, engine: 'docker', registry: undefined };
  const up = await run(tuttiCommand, ['up', '-d'], { cwd: folder, env, timeout: 120_000 });
  if (up.status !== 0) throw new Error(up.stderr);
  server = await DashboardServer.start(home, folder, ['docker-killed']);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/projects\/docker-killed/);
  project = new URL(dashboard.page.url()).pathname;
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await engine?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const old = () => dashboard.page.getByText('This is how it was.').first();
const state = () => dashboard.page.getByRole('table', { name: 'Services' }).getByText(/^Up/).first();

async function kill(): Promise<void> {
  engine.kill();
  await old().waitFor({ timeout: 5_000 });
}

async function isBack(): Promise<void> {
  await old().waitFor({ state: 'detached', timeout: RETURN });
}

beforeEach(async () => {
  await dashboard.goto(project);
  await state().waitFor({ timeout: RETURN });
});

test('a log that is followed stays, is called old, and goes on with what the next run says', async () => {
  const { page } = dashboard;
  await dashboard.goto(`${project}/logs`);
  const lines = page.locator('.log-list').getByText('said once more');
  await lines.first().waitFor();
  const before = await lines.count();
  await kill();
  expect(await lines.count()).toBe(before);
  await isBack();
  await expect.poll(() => lines.count(), { timeout: RETURN }).toBe(before + 1);
});

test('a plan that is applied while Docker is away is carried out when it is back, or says why not; the next one is', async () => {
  const { page } = dashboard;
  const sheet = page.getByRole('dialog');
  const apply = sheet.getByRole('button', { name: /^Apply/ });
  await page.getByRole('button', { name: 'Restart' }).click();
  await apply.waitFor();
  await kill();
  await apply.click();
  // Docker takes requests before it can answer them: what waits by then is answered.
  const done = sheet.getByText(/^Done in /);
  await done.or(sheet.getByRole('alert')).waitFor({ timeout: RETURN });
  await page.keyboard.press('Escape');
  await isBack();
  await state().waitFor({ timeout: RETURN });
  await page.getByRole('button', { name: 'Restart' }).click();
  await apply.click();
  await done.waitFor({ timeout: RETURN });
  await page.keyboard.press('Escape');
});

test('a shell that is open says that it ended; another is opened when Docker is back', async () => {
  const { page } = dashboard;
  const screen = page.locator('.xterm-rows');
  await dashboard.goto(`${project}?container=docker-killed-web-1&pane=shell`);
  await expect.poll(() => screen.innerText(), { timeout: RETURN }).toContain('#');
  await kill();
  const again = page.getByRole('button', { name: 'Open it again' });
  await again.waitFor();
  await isBack();
  await again.click();
  await page.getByText('Ctrl-M: Tab leaves the terminal.').waitFor();
  await page.keyboard.type('echo sum $((40+2))\n');
  await expect.poll(() => screen.innerText(), { timeout: RETURN }).toContain('sum 42');
});
