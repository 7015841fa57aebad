import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run } from '../support/command.ts';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario, tuttiCommand } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const sleeper = `image: ${image}, command: [sleep, infinity], stop_grace_period: 0s`;

const compose = `services:
  web:
    image: ${image}
    command: [sleep, infinity]
    stop_grace_period: 0s
    environment: { TZ: UTC, API_TOKEN: geheim-4711 }
    healthcheck: { test: [CMD, sh, -c, "echo probed; test -f /tmp/ok || touch /tmp/ok"], interval: 1s }
    volumes: ["data:/data"]
    networks: [front, back]
    depends_on: [db]
  db: { ${sleeper}, networks: [back] }
  worker: { image: ${image}, command: [sh, -c, "echo cannot reach the queue; exit 3"], networks: [back] }
  report: { ${sleeper}, profiles: [nightly], networks: [back] }
networks: { front: {}, back: {} }
volumes: { data: {} }
`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-app', { 'compose.yml': compose });
  await scenario.succeeds(['up', '-d', '--wait', 'web']);
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-app']);
  dashboard = await DashboardPage.open(server);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

function services() {
  return dashboard.page.getByRole('table', { name: 'Services' });
}

function service(name: string) {
  return services()
    .getByRole('row')
    .filter({ has: dashboard.page.getByRole('link', { name, exact: true }) });
}

/** Ids and states: what a change would change. */
async function containers(): Promise<string[]> {
  const lines = await scenario.succeeds(['ps', '--all', '--format', 'json']);
  return lines
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { ID: string; State: string })
    .map(({ ID, State }) => `${ID} ${State}`);
}

test('the address of `tutti ui PROJECT` leads to the project: services in words, profiles, what happened', async () => {
  const { page } = dashboard;
  await page.getByRole('heading', { name: 'dash-app', level: 1 }).waitFor();
  await service('web').getByText(/^Up/).waitFor();
  await service('worker')
    .getByText(/xited with code 3/)
    .waitFor();
  await service('report').getByText('nightly').waitFor();
  const happened = page.getByRole('list', { name: 'What happened, newest first' });
  await happened.getByText('dash-app-worker-1 died').first().waitFor();
  await happened.getByText('dash-app-web-1 started').first().waitFor();
  await dashboard.shot('project-light-1400');
});

test('health is told in words, in what happened, and with what its probes printed', async () => {
  const { page } = dashboard;
  await service('web').getByText('Up, healthy').waitFor();
  const happened = page.getByRole('list', { name: 'What happened, newest first' });
  await happened.getByText('dash-app-web-1 healthy').first().waitFor();
  await service('web').getByRole('link', { name: 'web', exact: true }).click();
  const drawer = page.getByRole('complementary', { name: 'Container dash-app-web-1' });
  await drawer.getByRole('link', { name: 'Health', exact: true }).click();
  await drawer.locator('pre.output').getByText('probed', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
});

test('a changed file is told as steps; the plan shows fields, causes and the command; leaving it changes nothing', async () => {
  const { page } = dashboard;
  const before = await containers();
  scenario.edit('compose.yml', (text) => text.replace('TZ: UTC', 'TZ: CET'));
  const differs = page.getByText(/The file differs from what runs: \d+ steps?\./);
  const [steps] = /\d+ steps?/.exec(await differs.innerText()) ?? [];
  await page.getByRole('button', { name: 'View plan' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('recreate container').waitFor();
  await sheet.getByRole('button', { name: `Apply ${steps}`, exact: true }).waitFor();
  const row = sheet.getByRole('row', { name: /environment\.TZ/ });
  expect(await row.textContent()).toMatch(/UTC.*CET/);
  expect(await sheet.textContent()).not.toContain('geheim-4711');
  await sheet.getByText('Stops meanwhile').waitFor();
  expect(await sheet.locator('.command-line code').textContent()).toMatch(/^tutti .*up/);
  await dashboard.shot('plan-light-1400');
  await sheet.getByRole('button', { name: 'Leave' }).click();
  expect(await containers()).toEqual(before);
});

test('a plan that is applied is followed to its end, and its waterfall stays', async () => {
  const { page } = dashboard;
  await page.getByRole('button', { name: 'View plan' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Apply \d+ steps?$/ }).click();
  await sheet.getByText(/^Done in /).waitFor();
  await dashboard.shot('applied-light-1400');
  await sheet.getByRole('button', { name: 'Close', exact: true }).last().click();
  await page.getByRole('heading', { name: /^Last start/ }).waitFor();
  expect(await scenario.succeeds(['exec', '-T', 'web', 'printenv', 'TZ'])).toBe('CET\n');
  await service('web').getByText(/^Up/).waitFor();
});

test('a profile is chosen and started', async () => {
  const { page } = dashboard;
  await page.getByRole('button', { name: 'Profiles' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'nightly' }).click();
  await page.getByRole('menuitem', { name: 'Up with these profiles' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('dash-app-report-1').first().waitFor();
  await sheet.getByRole('button', { name: /^Apply/ }).click();
  await sheet.getByText(/^Done in /).waitFor();
  await page.keyboard.press('Escape');
  await service('report').getByText(/^Up/).waitFor();
});

test('what would lose data says so before', async () => {
  const { page } = dashboard;
  await page.getByRole('button', { name: 'More for dash-app' }).click();
  await page.getByRole('menuitem', { name: 'Down, and delete volumes' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('Data that will be gone').waitFor();
  expect(await sheet.textContent()).toContain('dash-app_data');
  expect(await sheet.locator('.command-line code').textContent()).toMatch(/down .*(--volumes|-v)/);
  await dashboard.shot('down-light-1400');
  await sheet.getByRole('button', { name: 'Leave' }).click();
});

test('Why: exit code in words, last words, what it waits for', async () => {
  const { page } = dashboard;
  await service('worker').getByRole('link', { name: /Why/ }).click();
  await page.getByRole('heading', { name: 'worker', level: 1 }).waitFor();
  await page.getByText('cannot reach the queue').first().waitFor();
  await page.getByText('Exit code').waitFor();
  await dashboard.shot('why-light-1400');
});

test('the drawer of a container has an address, and shows what the engine knows of it', async () => {
  const { page } = dashboard;
  await dashboard.goto('/e/' + new URL(page.url()).pathname.split('/')[2] + '/projects/dash-app');
  await service('web').getByRole('link', { name: 'web', exact: true }).click();
  const drawer = page.getByRole('complementary', { name: 'Container dash-app-web-1' });
  await drawer.getByText('Working directory').waitFor();
  expect(page.url()).toContain('container=dash-app-web-1');
  const pane = (name: string) => drawer.getByRole('link', { name, exact: true }).click();

  await pane('Health');
  await drawer.getByText('Last probes').waitFor();
  await pane('Mounts');
  await drawer.getByText('dash-app_data').waitFor();
  await pane('Network');
  await drawer.getByRole('link', { name: 'dash-app-db-1' }).waitFor();
  await pane('Processes');
  await drawer.getByText('sleep infinity').waitFor();
  await pane('Inspect');
  await drawer.getByLabel('Search names and values').fill('healthcheck');
  await drawer.locator('mark').first().waitFor();
  await pane('Stats');
  await drawer.getByRole('img', { name: /^Memory/ }).waitFor();
  await dashboard.shot('drawer-light-1400');

  await dashboard.reload();
  await drawer.getByRole('link', { name: 'Stats', exact: true }).waitFor();
  expect(page.url()).toContain('pane=stats');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('container=');
});

test('secrets of the environment stay masked until one is asked for', async () => {
  const { page } = dashboard;
  const { pathname, origin } = new URL(page.url());
  await page.goto(`${origin}${pathname}?container=dash-app-web-1&pane=environment`);
  const drawer = page.getByRole('complementary');
  await drawer.getByText('API_TOKEN').waitFor();
  expect(await page.content()).not.toContain('geheim-4711');
  await drawer.getByRole('button', { name: 'Show API_TOKEN' }).click();
  await drawer.getByText('geheim-4711').waitFor();
  await drawer.getByRole('button', { name: 'Hide API_TOKEN' }).click();
  expect(await page.content()).not.toContain('geheim-4711');
});

test('what was done is listed with its command, and can be saved as a script', async () => {
  const { page } = dashboard;
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByText('Done on this page').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a shell script' }).click(),
  ]);
  const script = readFileSync(await download.path(), 'utf8');
  expect(script).toMatch(/^#!\/bin\/sh\nset -e\ncd '.*dash-app'\n/);
  expect(script.match(/^tutti .*up/gm)?.length).toBe(2);
  const before = await containers();
  const PATH = `${dirname(tuttiCommand)}:${process.env['PATH']}`;
  const again = await run('sh', ['-c', script], { cwd: '/', env: { ...home.env, PATH } });
  expect(again).toMatchObject({ status: 0 });
  expect((await containers()).map((each) => each.split(' ')[0])).toEqual(
    before.map((each) => each.split(' ')[0]),
  );
  await dashboard.shot('activity-light-1400');
});

test('the browser has nothing to complain of', () => {
  expect(dashboard.complaints()).toEqual([]);
});
