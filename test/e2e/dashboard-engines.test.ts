/** One page that looks at two engines: the one that the command line chose, and one of a docker context. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ApiEngine } from '../support/api-engine.ts';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const context = 'the-other';

let scenario: Scenario;
let other: ApiEngine;
let server: DashboardServer;
let dashboard: DashboardPage;
/** The engine of the command line. */
let here: string;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-here', {
    'compose.yml': `services:\n  one: { image: ${image}, command: [sleep, infinity], stop_grace_period: 0s }\n`,
  });
  await scenario.succeeds(['up', '-d']);
  other = await ApiEngine.start();
  const says = 'i=0; while true; do echo "there $i"; i=$((i+1)); sleep 0.2; done';
  await other.docker(['run', '-d', '--init', '--name', 'lonely', 'busybox', 'sh', '-c', says]);
  const config = join(scenario.folder, 'docker-config');
  const folder = join(config, 'contexts/meta', createHash('sha256').update(context).digest('hex'));
  mkdirSync(folder, { recursive: true });
  const meta = { Name: context, Metadata: {}, Endpoints: { docker: { Host: `unix://${other.socket}` } } };
  writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
  const both = { ...home, env: { ...home.env, DOCKER_CONFIG: config } };
  server = await DashboardServer.start(both, scenario.folder);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+/);
  here = new URL(dashboard.page.url()).pathname.split('/')[2] ?? '';
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await other?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

async function lookAt(engine: string | RegExp): Promise<void> {
  const { page } = dashboard;
  await page.getByRole('button', { name: /^Engine: / }).click();
  await page.getByRole('menuitemcheckbox', { name: engine }).click();
}

const project = () => dashboard.page.getByRole('table', { name: 'Projects' }).getByText('dash-here');
const lonely = () =>
  dashboard.page
    .getByRole('table', { name: 'Containers of no project' })
    .getByText('lonely', { exact: true });

test('the page goes from one engine to the other and back, and shows of each what is its own', async () => {
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Home' }).first().click();
  await project().waitFor();
  expect(await lonely().count()).toBe(0);
  await lookAt(new RegExp(`^${context} `));
  await page.waitForURL(new RegExp(`/e/${context}$`));
  await lonely().waitFor();
  expect(await project().count()).toBe(0);
  await dashboard.shot('engines-light-1400');
  // The address leads there again.
  await dashboard.reload();
  await lonely().waitFor();
  await page.goBack();
  await project().waitFor();
});

test('a change is made on the engine that the page looks at, and logs are of that', async () => {
  const { page } = dashboard;
  await dashboard.goto(`/e/${context}?container=lonely&pane=logs`);
  await page
    .getByRole('log')
    .getByText(/^there \d+$/)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: 'Select lonely' }).check();
  await page
    .getByRole('toolbar', { name: 'With what is selected' })
    .getByRole('button', { name: 'Stop' })
    .click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Apply/ }).click();
  await sheet.getByText(/^Done in /).waitFor();
  expect(await other.docker(['ps', '-q'])).toBe('');
  expect((await scenario.succeeds(['ps', '--quiet'])).trim()).not.toBe('');
});

test('one that goes away is told of where it is looked at; the other goes on', async () => {
  const { page } = dashboard;
  await dashboard.goto(`/e/${context}`);
  await lonely().waitFor();
  process.kill(other.pid, 'SIGKILL');
  await page.getByText('This is how it was.').first().waitFor();
  await lookAt(new RegExp(`^${here} `));
  await project().waitFor();
  expect(await page.getByText('This is how it was.').count()).toBe(0);
  await other.restart();
  await page.goBack();
  await lonely().waitFor();
  await page.getByText('This is how it was.').first().waitFor({ state: 'detached' });
  expect(dashboard.complaints()).toEqual([]);
});
