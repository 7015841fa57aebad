import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer, type Theme } from '../support/dashboard-page.ts';
import { ForwardedEngine } from '../support/forwarded-engine.ts';
import { engineProcess, pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const sleeper = `image: ${image}, command: [sleep, infinity], stop_grace_period: 0s`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-keys', {
    'compose.yml': `services:
  web: { ${sleeper}, ports: ["127.0.0.1::80"], depends_on: [db] }
  db: { ${sleeper}, healthcheck: { test: [CMD, "true"], interval: 1s } }
  broken: { image: ${image}, command: [sh, -c, "exit 2"], restart: always }
`,
  });
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-keys']);
  dashboard = await DashboardPage.open(server);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

const engine = () => new URL(dashboard.page.url()).pathname.split('/')[2] ?? '';

const focused = () => dashboard.page.evaluate<string>("document.activeElement?.textContent ?? ''");

test('by keyboard alone: palette, project, service, drawer, plan, and back', async () => {
  const { page } = dashboard;
  await page.keyboard.press('g');
  await page.keyboard.press('h');
  await page.getByRole('table', { name: 'Projects' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find anything' }).waitFor();
  await page.keyboard.type('dash-keys');
  await page
    .getByRole('option', { name: /dash-keys/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'dash-keys', level: 1 }).waitFor();

  const first = page.getByRole('table', { name: 'Services' }).locator('.row-link').first();
  await first.focus();
  await page.keyboard.press('j');
  expect(await focused()).toBe('db');
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Container dash-keys-db-1' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('complementary').waitFor({ state: 'detached' });
  expect(await focused()).toBe('db');

  await page.keyboard.press('s');
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^Apply/ }).waitFor();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

test('who types at once after Ctrl-K types into the palette, the first time too', async () => {
  const { page } = dashboard;
  await page.goto(`${server.origin}/e/${engine()}`);
  // It comes by itself when the page has nothing else to do.
  const loaded =
    "performance.getEntriesByType('resource').some(({ name }) => /palette[^/]*[.]js$/.test(name))";
  await expect.poll(() => page.evaluate<boolean>(loaded)).toBe(true);
  await page.locator('#main[data-connected="true"]').waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dash');
  const box = page.getByRole('combobox', { name: 'Find anything' });
  await expect.poll(() => box.inputValue()).toBe('dash');
  await page.keyboard.press('Escape');
});

test('`?` shows the keys', async () => {
  const { page } = dashboard;
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Find anything').waitFor();
  await dashboard.shot('keys-light-1400');
  await dashboard.look({ width: 360 });
  expect(await dashboard.accessibility()).toEqual([]);
  await dashboard.look({ width: 1400 });
  await page.keyboard.press('Escape');
});

test('learn mode says what one would type, what the engine is asked, and what words mean', async () => {
  const { page } = dashboard;
  await dashboard.goto(`/e/${engine()}/projects/dash-keys`);
  await page.getByRole('button', { name: 'Learn mode' }).click();
  const strip = page.getByRole('region', { name: 'Learn mode' });
  await strip.getByText('tutti -p dash-keys ps --all').waitFor();
  await strip.getByText(/^GET \/containers\/json/).waitFor();
  await strip.getByText(/^One part of a project/).waitFor();
  await page.getByRole('button', { name: 'Restart' }).first().click();
  await page.getByRole('dialog').getByText('What the engine is asked').waitFor();
  await dashboard.shot('learn-light-1400');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Learn mode' }).click();
});

test('where the window narrows, the current tab comes into sight, and the rail opens and goes by keyboard', async () => {
  const { page } = dashboard;
  await dashboard.look({ width: 1400 });
  await dashboard.goto(`/e/${engine()}/projects/dash-keys/storage`);
  const tab = page
    .getByRole('navigation', { name: 'Parts of the project' })
    .getByRole('link', { name: 'Storage' });
  await tab.waitFor();
  await dashboard.look({ width: 360 });
  await expect
    .poll(async () => ((await tab.boundingBox())?.x ?? 360) + ((await tab.boundingBox())?.width ?? 0))
    .toBeLessThan(352);
  const opener = page.getByRole('button', { name: 'Pages' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const home = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Home' });
  await home.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Projects' }).waitFor();
  await home.waitFor({ state: 'hidden' });
});

test('a drawer that covers a phone keeps keys from what is behind it', async () => {
  const { page } = dashboard;
  await dashboard.goto(`/e/${engine()}/projects/dash-keys?container=dash-keys-web-1`);
  const drawer = page.getByRole('dialog', { name: /^Container / });
  await drawer.getByText('Working directory').waitFor();
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const behind = await page.evaluate<boolean>(
      "document.activeElement?.closest('.shell-main, .rail') !== null",
    );
    expect(behind).toBe(false);
  }
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Pages' }).focus();
  expect(await page.evaluate("document.activeElement?.getAttribute('aria-label')")).toBe('Pages');
  await dashboard.look({ width: 1400 });
});

const views: [name: string, path: () => string][] = [
  ['home', () => `/e/${engine()}`],
  ['project', () => `/e/${engine()}/projects/dash-keys`],
  ['drawer', () => `/e/${engine()}/projects/dash-keys?container=dash-keys-web-1`],
  ['stats', () => `/e/${engine()}/projects/dash-keys?container=dash-keys-web-1&pane=stats`],
  ['graph', () => `/e/${engine()}/projects/dash-keys/graph`],
  ['nowhere', () => `/e/${engine()}/nowhere`],
  ['why', () => `/e/${engine()}/projects/dash-keys/why/broken`],
  ['activity', () => `/e/${engine()}/activity`],
  ['doctor', () => `/e/${engine()}/doctor`],
];

const looks: [theme: Theme, width: number][] = [360, 800, 1400].flatMap((width): [Theme, number][] => [
  ['light', width],
  ['dark', width],
]);

test.each(views)(
  '%s: axe finds nothing in both themes at 360, 800 and 1400 pixels, and nothing is wider than the window',
  async (name, path) => {
    await dashboard.goto(path());
    await dashboard.page.locator('main h1, main .state-block').first().waitFor();
    await dashboard.page.locator('.skeleton').first().waitFor({ state: 'detached' });
    const found: string[] = [];
    for (const [theme, width] of looks) {
      await dashboard.look({ theme, width });
      await dashboard.shot(`${name}-${theme}-${width}`);
      const wide = await dashboard.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (wide > 0) found.push(`${theme} ${width}: ${wide} pixels too wide`);
      for (const violation of await dashboard.accessibility()) found.push(`${theme} ${width}: ${violation}`);
    }
    await dashboard.look({ theme: 'light', width: 1400 });
    expect(found).toEqual([]);
  },
);

test('findings of all projects say whose they are, and lead there', async () => {
  const { page } = dashboard;
  await dashboard.goto(`/e/${engine()}/doctor`);
  const finding = page.locator('.findings li').filter({ hasText: 'restart: always' });
  await finding.getByRole('link', { name: 'broken' }).click();
  await page.getByRole('heading', { name: 'broken', level: 1 }).waitFor();
});

test('the chosen theme stays over a reload', async () => {
  const { page } = dashboard;
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await dashboard.reload();
  await page.locator('#main').waitFor();
  expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
    'rgb(15, 17, 20)',
  );
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'As the system' }).click();
});

test('the frame of the page is seen before its script has come, and gives way to it', async () => {
  const { page } = dashboard;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/*.js', async (route) => {
    await held;
    await route.continue();
  });
  const reloaded = dashboard.reload();
  await page.locator('#frame').getByText('tutti').waitFor();
  await page.locator('#frame').getByRole('status', { name: 'Loading' }).waitFor();
  release();
  await reloaded;
  await page.locator('#main[data-connected="true"]').waitFor();
  expect(await page.locator('#frame').count()).toBe(0);
  await page.unroute('**/*.js');
});

test('the engine is killed: what was shown stays and is called old; it comes back by itself', async () => {
  const { page } = dashboard;
  await dashboard.goto(`/e/${engine()}/projects/dash-keys`);
  await page.getByRole('link', { name: 'web', exact: true }).waitFor();
  const killed = engineProcess(home);
  if (killed === undefined) throw new Error('no engine runs');
  process.kill(killed, 'SIGKILL');
  await page.getByText('This is how it was.').first().waitFor();
  await page.getByRole('link', { name: 'web', exact: true }).waitFor();
  await dashboard.shot('stale-light-1400');
  await expect.poll(() => page.getByText('This is how it was.').count()).toBe(1);
  await scenario.succeeds(['ps']);
  await page.getByText('This is how it was.').first().waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'Services' }).getByText(/^Up/).first().waitFor();
});

test('the engine cannot be reached: what was shown stays and is called old; it comes back by itself', async () => {
  await using forwarded = await ForwardedEngine.open(home);
  await using second = await DashboardServer.start(forwarded.home, scenario.folder, ['dash-keys']);
  await using other = await DashboardPage.open(second);
  const { page } = other;
  const web = page.getByRole('table', { name: 'Services' }).getByRole('link', { name: 'web', exact: true });
  await web.waitFor();
  await forwarded.cut();
  await page.getByText('This is how it was.').first().waitFor();
  await web.waitFor();
  await scenario.succeeds(['stop', 'db']);
  await forwarded.restore();
  await page.getByText('This is how it was.').first().waitFor({ state: 'detached' });
  const db = page.getByRole('table', { name: 'Services' }).getByRole('row').filter({ hasText: 'db' });
  await db.getByText(/^(Exited|Stopped)/).waitFor();
  await scenario.succeeds(['start', 'db']);
  await db.getByText(/^Up/).waitFor();
});

test('`tutti ui` ends: the page keeps what it shows and says what to do', async () => {
  await using second = await DashboardServer.start(home, scenario.folder);
  await using other = await DashboardPage.open(second);
  await other.page.getByRole('heading', { level: 1 }).waitFor();
  await second[Symbol.asyncDispose]();
  await other.page.getByText('There is no connection to "tutti ui".').first().waitFor();
  await other.page.getByRole('heading', { level: 1 }).waitFor();
});

test.each(['--read-only', '--dry-run'])('with %s nothing offers to change anything', async (flag) => {
  await using quiet = await DashboardServer.start(home, scenario.folder, [flag, 'dash-keys']);
  await using looking = await DashboardPage.open(quiet);
  const { page } = looking;
  await page.getByRole('button', { name: 'Up', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Up', exact: true }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'Restart' }).isDisabled()).toBe(true);
  expect(await page.getByRole('button', { name: 'More for dash-keys' }).isDisabled()).toBe(true);
});

test('the browser has nothing to complain of', () => {
  expect(dashboard.complaints()).toEqual([]);
});
