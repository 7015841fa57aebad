import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

const sleeper = `image: ${image}, command: [sleep, infinity], stop_grace_period: 0s`;

/** The second project. */
const calm = ['-f', 'other/compose.yml'];

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-shop', {
    'compose.yml': `services:
  web: { ${sleeper}, ports: ["127.0.0.1::80"] }
  db: { ${sleeper} }
  worker: { image: ${image}, command: [sh, -c, "exit 3"], stop_grace_period: 0s }
`,
    'other/compose.yml': `name: dash-calm
services:
  one: { image: ${image}, command: [sh, -c, "echo calm > /written; exec sleep infinity"], stop_grace_period: 0s }
  loop: { image: ${image}, command: [sh, -c, "sleep 0.2; exit 4"], restart: always, profiles: [shaky] }
`,
  });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds([...calm, 'up', '-d']);
  server = await DashboardServer.start(home, scenario.folder);
  dashboard = await DashboardPage.open(server);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.tutti([...calm, 'down', '-t', '0']);
  await scenario?.[Symbol.asyncDispose]();
});

async function openHome() {
  await dashboard.goto('/');
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Home' }).first().click();
  return page;
}

function row(name: string) {
  return dashboard.page
    .getByRole('table', { name: 'Projects' })
    .getByRole('row')
    .filter({ has: dashboard.page.getByRole('link', { name, exact: true }) });
}

test('the code of the address is used once, and is taken out of it', async () => {
  expect(dashboard.page.url()).not.toContain('#');
  const again = await fetch(`${server.origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin },
    body: JSON.stringify({ code: new URL(server.address).hash.slice(3) }),
  });
  expect(again.status).toBe(403);
});

test('Home tells problems first and in words, and links to what is published', async () => {
  const page = await openHome();
  await row('dash-shop')
    .getByText(/worker exited with code 3/)
    .waitFor();
  const names = await page.getByRole('table', { name: 'Projects' }).locator('.row-link').allTextContents();
  const ours = names.filter((name) => name.startsWith('dash-'));
  expect(ours).toEqual(['dash-shop', 'dash-calm']);
  const link = row('dash-shop').getByRole('link', { name: /^\d+ \(opens/ });
  expect(await link.getAttribute('href')).toMatch(/^http:\/\/localhost:\d+$/);
  expect(await link.getAttribute('rel')).toContain('noopener');
  // What a project takes is what the storage view counts as its own.
  const takes = row('dash-calm').getByRole('link', { name: /on disk/ });
  const words = (await takes.locator('.numbers').innerText()).trim();
  await takes.click();
  await dashboard.page.getByText(`${words} of its own`).waitFor();
  await openHome();
  await row('dash-calm').waitFor();
  await dashboard.shot('home-light-1400');
});

test('Home tells since when a service is started again and again, whether it runs just now or not', async () => {
  const page = await openHome();
  await scenario.succeeds([...calm, 'up', '-d', 'loop']);
  const state = row('dash-calm').getByText(/loop restarting/);
  await state.getByText(/^[2-9] s$/).waitFor();
  await page.getByRole('link', { name: 'dash-calm', exact: true }).last().click();
  const service = page.getByRole('table', { name: 'Services' }).getByRole('row').filter({ hasText: 'loop' });
  await service.getByText(/^Restarting \(exited with code 4, \d+ times\) for/).waitFor();
  await service.getByRole('link', { name: /Why/ }).click();
  const ending = page.locator('.panel').filter({ hasText: 'How it ended' });
  await ending.getByText('4', { exact: true }).waitFor();
  await page.getByText(/^exited with code 4; started again \d+ times$/).waitFor();
  await scenario.succeeds([...calm, 'rm', '-sf', 'loop']);
});

test('Home changes by itself when something changes on the engine', async () => {
  await openHome();
  await row('dash-calm').getByText('1 running').waitFor();
  await scenario.succeeds([...calm, 'stop', '-t', '0']);
  await row('dash-calm')
    .getByText(/stopped|none running/)
    .waitFor();
  await scenario.succeeds([...calm, 'start']);
  await row('dash-calm').getByText('1 running').waitFor();
});

test('search and filter narrow the lists, and are in the address', async () => {
  const page = await openHome();
  await page.getByLabel('Search projects and containers').fill('calm');
  await row('dash-shop').waitFor({ state: 'detached' });
  await row('dash-calm').waitFor();
  expect(page.url()).toContain('q=calm');
  await dashboard.reload();
  await row('dash-calm').waitFor();
  expect(await row('dash-shop').count()).toBe(0);
  await page.getByLabel('Search projects and containers').fill('');
  await page.getByRole('button', { name: 'Problems' }).click();
  await row('dash-calm').waitFor({ state: 'detached' });
  await row('dash-shop').waitFor();
});

test('several that are picked are planned together, and applied one after the other', async () => {
  const page = await openHome();
  await page.getByRole('checkbox', { name: 'Select dash-calm' }).check();
  await page.getByRole('checkbox', { name: 'Select dash-shop' }).check();
  const bar = page.getByRole('toolbar', { name: 'With what is selected' });
  await bar.getByText('2 selected').waitFor();
  await bar.getByRole('button', { name: 'Stop' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('dash-calm-one-1').first().waitFor();
  await sheet.getByText('dash-shop-web-1').first().waitFor();
  await sheet.getByRole('button', { name: /^Apply \d+ steps$/ }).click();
  await sheet
    .getByText(/^Done in /)
    .nth(1)
    .waitFor();
  await page.keyboard.press('Escape');
  await row('dash-calm').getByText('stopped').waitFor();
});

test('the browser has nothing to complain of', () => {
  expect(dashboard.complaints()).toEqual([]);
});
