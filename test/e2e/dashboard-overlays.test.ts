/** What lies over a page: where it leaves room, and where the focus goes when it goes. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

const checked = 'healthcheck: { test: [CMD, test, -e, /ok], interval: 1s, retries: 100 }';
const compose = `services:
  web: { image: ${image}, command: [sleep, infinity], stop_grace_period: 0s }
  db: { image: ${image}, command: [sleep, infinity], stop_grace_period: 0s, ${checked} }
`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;
let project: string;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-over', { 'compose.yml': compose });
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-over']);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/projects\/dash-over/);
  project = new URL(dashboard.page.url()).pathname;
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

const drawer = () => dashboard.page.getByLabel(/^Container \S+$/);
const link = (name: string) =>
  dashboard.page.getByRole('table', { name: 'Services' }).getByRole('link', { name, exact: true });
const hasFocus = (selector: string) => dashboard.page.locator(`${selector}:focus`).waitFor();

/** Opens something, closes it with Escape, and waits until the focus is on what opened it. */
async function opensAndGivesBack(
  role: 'button' | 'link',
  name: string | RegExp,
  opened: string,
): Promise<void> {
  const { page } = dashboard;
  const opener = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.locator(opened).waitFor();
  await page.keyboard.press('Escape');
  await page.locator(opened).waitFor({ state: 'detached' });
  await opener.and(page.locator(':focus')).waitFor();
}

test('palette, keys, plan sheet and drawer give the focus back to what opened them', async () => {
  await dashboard.goto(project);
  await link('db').waitFor();
  await opensAndGivesBack('button', /^Find anything/, 'dialog.palette');
  await opensAndGivesBack('button', 'Keys', 'dialog');
  await opensAndGivesBack('button', 'Restart', 'dialog .plan');
  await opensAndGivesBack('link', 'db', '.drawer');
});

test('a plan that was asked for in a menu gives it back to the button of that menu', async () => {
  const { page } = dashboard;
  const opener = page.getByRole('button', { name: 'More for db' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await hasFocus('[role=menuitem]');
  await page.keyboard.press('Enter');
  await page.locator('dialog .plan').waitFor();
  await page.keyboard.press('Escape');
  await hasFocus('[aria-label="More for db"]');
});

test('a drawer that the palette led to another container still knows what it was opened from', async () => {
  const { page } = dashboard;
  await dashboard.goto(project);
  await link('db').focus();
  await page.keyboard.press('Enter');
  await drawer().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('dash-over-web-1');
  await page
    .getByRole('option', { name: /dash-over-web-1/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Container dash-over-web-1' }).waitFor();
  await page.keyboard.press('Escape');
  await drawer().waitFor({ state: 'detached' });
  await link('db').and(page.locator(':focus')).waitFor();
});

test('a drawer that an address opened leaves the focus at the page', async () => {
  await dashboard.goto(`${project}?container=dash-over-db-1`);
  await drawer().waitFor();
  await dashboard.page.keyboard.press('Escape');
  await drawer().waitFor({ state: 'detached' });
  await hasFocus('#main');
});

test('beside a drawer the page stays usable, and no key leads to something that the drawer covers', async () => {
  const { page } = dashboard;
  await dashboard.goto(`${project}?container=dash-over-db-1`);
  await drawer().getByText('Working directory').waitFor();
  await page.locator('#main').focus();
  const reached = new Set<string>();
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab');
    const covered = await page.evaluate<string>(`(() => {
      const active = document.activeElement;
      if (active.closest('.shell-main') === null) return '';
      const { right } = active.getBoundingClientRect();
      const name = active.getAttribute('aria-label') ?? active.textContent;
      return right > document.querySelector('.drawer').getBoundingClientRect().left ? 'covered: ' + name : name;
    })()`);
    if (covered !== '') reached.add(covered);
  }
  expect([...reached].filter((name) => name.startsWith('covered'))).toEqual([]);
  expect(reached).toContain('web');
  await link('web').click();
  await page.getByRole('complementary', { name: 'Container dash-over-web-1' }).waitFor();
  await dashboard.shot('drawer-beside-1400');
});

test('where there is no room for both, keys stay in the drawer, and a click beside it closes it', async () => {
  const { page } = dashboard;
  await dashboard.look({ width: 1000 });
  await dashboard.goto(`${project}?container=dash-over-db-1`);
  await drawer().getByText('Working directory').waitFor();
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate("document.activeElement?.closest('.shell-main, .rail') !== null")).toBe(false);
  }
  await page.mouse.click(100, 500);
  await drawer().waitFor({ state: 'detached' });
  await dashboard.look({ width: 1400 });
});

test('health that nobody waits for is followed on when a start is done', async () => {
  const { page } = dashboard;
  await dashboard.goto(project);
  await page.getByRole('button', { name: 'More for db' }).click();
  await page.getByRole('menuitem', { name: /^Restart/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Apply/ }).click();
  await sheet.getByText(/^Done in /).waitFor();
  await sheet.getByRole('img', { name: /not yet healthy, for \d/ }).waitFor();
  await scenario.succeeds(['exec', '-T', 'db', 'touch', '/ok']);
  await sheet.getByRole('img', { name: /, healthy \d/ }).waitFor();
  await page.keyboard.press('Escape');
  expect(dashboard.complaints()).toEqual([]);
});
