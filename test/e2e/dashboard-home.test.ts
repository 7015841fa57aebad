import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

const sleeper = `image: ${image}, command: [sleep, infinity], stop_grace_period: 0s`;

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
    'other/compose.yml': `name: dash-calm\nservices:\n  one: { ${sleeper} }\n`,
  });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds(['-f', 'other/compose.yml', 'up', '-d']);
  server = await DashboardServer.start(home, scenario.folder);
  dashboard = await DashboardPage.open(server);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.tutti(['-f', 'other/compose.yml', 'down', '-t', '0']);
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
  const link = row('dash-shop').getByRole('link', { name: /^\d+ / });
  expect(await link.getAttribute('href')).toMatch(/^http:\/\/localhost:\d+$/);
  expect(await link.getAttribute('rel')).toContain('noopener');
  await row('dash-calm')
    .getByText(/\d+(\.\d+)? (k|M)?B/)
    .first()
    .waitFor();
  await dashboard.shot('home-light-1400');
});

test('Home changes by itself when something changes on the engine', async () => {
  await openHome();
  await row('dash-calm').getByText('1 running').waitFor();
  await scenario.succeeds(['-f', 'other/compose.yml', 'stop', '-t', '0']);
  await row('dash-calm')
    .getByText(/stopped|none running/)
    .waitFor();
  await scenario.succeeds(['-f', 'other/compose.yml', 'start']);
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
