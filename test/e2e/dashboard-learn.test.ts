/** Learn mode says for each click that asks anything what one would type, and what the engine is asked. */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

const compose = `services:
  web:
    image: ${image}
    command: [sh, -c, 'echo "{\\"level\\":\\"warn\\",\\"msg\\":\\"slow\\"}"; echo served; exec sleep infinity']
    stop_grace_period: 0s
    environment: { API_TOKEN: geheim }
    volumes: ["data:/data"]
  db: { image: ${image}, command: [sh, -c, 'exit 3'] }
volumes: { data: {} }
`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;
let engine: string;
/** What the page asked of its server since the last click: names of calls and topics, paths of transfers. */
let asked: string[] = [];

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-learn', { 'compose.yml': compose });
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-learn']);
  dashboard = await DashboardPage.open(server);
  const { page } = dashboard;
  await page.addInitScript("addEventListener('pointerdown', () => console.debug('a click'), true)");
  page.on('console', (message) => {
    if (message.text() === 'a click') asked = [];
  });
  page.on('websocket', (socket) => {
    if (socket.url().endsWith('/shell')) asked.push('/shell');
    socket.on('framesent', ({ payload }) => {
      const frame = JSON.parse(String(payload).startsWith('{') ? String(payload) : '{}') as Record<
        string,
        string
      >;
      if (frame['kind'] === 'call' || frame['kind'] === 'subscribe')
        asked.push(frame['call'] ?? frame['topic'] ?? '');
    });
  });
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(new URL(request.url()).pathname);
  });
  await page.waitForURL(/projects\/dash-learn/);
  engine = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  await page.evaluate("localStorage.setItem('tutti.learn', 'on')");
  await dashboard.reload();
  await page.getByRole('region', { name: 'Learn mode' }).waitFor();
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

const project = '/projects/dash-learn';
const pane = (name: string) => `${project}?container=dash-learn-web-1&pane=${name}`;
const views = [
  '',
  ...['logs', 'images', 'builds', 'volumes', 'networks', 'storage', 'activity', 'doctor'].map(
    (name) => `/${name}`,
  ),
  ...['', '/logs', '/graph', '/file', '/config', '/storage', '/why/db'].map((tab) => project + tab),
  ...['overview', 'logs', 'shell', 'files', 'stats', 'health', 'environment'].map(pane),
  ...['mounts', 'network', 'processes', 'inspect'].map(pane),
];

/** Buttons, tabs and rows of what is looked at; each is tried on a page of its own state. */
const controls = [
  'main :is(button, .tabs a, .row-link, summary, [role=menuitem])',
  '.drawer :is(button, .tabs a, .row-link, summary)',
  'nav[aria-label=Pages] a',
].join(', ');

/** Each is tried once: rows of one table do the same, and so do buttons of one name. */
const tried = new Set<string>();

/** The next that can be clicked and was not tried, with a mark of its own: others come and go above it meanwhile. */
async function nextOf(view: string): Promise<Locator | undefined> {
  const key = await dashboard.page.locator(controls).evaluateAll(
    (elements, { shown, before }) => {
      const keyOf = (element: (typeof elements)[number]): string => {
        if (element.closest('table') !== null) return `${shown} row: ${element.className}`;
        return (element.getAttribute('aria-label') ?? element.textContent ?? '').replaceAll(/[\d.,]+/g, '0');
      };
      for (const each of elements) each.removeAttribute('data-next');
      const next = elements.find(
        (each) => each.checkVisibility() && !each.matches(':disabled') && !before.includes(keyOf(each)),
      );
      next?.setAttribute('data-next', '');
      return next && keyOf(next);
    },
    { shown: view, before: [...tried] },
  );
  if (key === undefined) return undefined;
  tried.add(key);
  return dashboard.page.locator('[data-next]');
}

/** Clicks that asked anything. */
let asking = 0;

/** Those that the strip says nothing of. */
async function untold(): Promise<string[]> {
  const { page } = dashboard;
  const told = await page
    .locator('.learn-clicks > li')
    .evaluateAll((items) => items.flatMap((item) => (item.getAttribute('data-asked') ?? '').split(' ')));
  return [...new Set(asked)].filter((name) => name !== '/session' && !told.includes(name));
}

test.each(views)('every click on %s', async (view) => {
  const { page } = dashboard;
  const open = async () => {
    await dashboard.goto(engine + view);
    await page.getByRole('region', { name: 'Learn mode' }).waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  };
  await open();
  const silent: string[] = [];
  for (let control = await nextOf(view); control !== undefined; control = await nextOf(view)) {
    const name = await control.innerText();
    const address = page.url();
    await control.click();
    await page.waitForTimeout(150);
    if (asked.length > 0) asking += 1;
    const missing = await eventually(async () => {
      const names = await untold();
      if (names.length > 0) throw new Error(`${name}: ${names.join(', ')}`);
      return [];
    }, 3_000).catch((error: Error) => [error.message]);
    silent.push(...missing);
    if (page.url() !== address || (await page.locator('dialog[open], :popover-open').count()) > 0)
      await open();
  }
  expect(silent).toEqual([]);
});

test('there were many of them', () => {
  expect(asking).toBeGreaterThan(40);
});

test('a click names what it was about: a folder, a service, a range', async () => {
  const { page } = dashboard;
  const clicks = page.getByRole('list', { name: 'What your last click asked' });
  await dashboard.goto(engine + pane('files'));
  await page.getByRole('link', { name: 'etc', exact: true }).click();
  await clicks.getByText(/^docker exec \S+ ls -la \/etc$/).waitFor();
  await clicks.getByText(/^GET \/containers\/\S+\/archive\?path=\/etc$/).waitFor();
  await dashboard.goto(`${engine}${project}/logs`);
  await page.getByRole('button', { name: 'web', exact: true }).click();
  await clicks
    .getByText('tutti --project-name dash-learn logs --timestamps --follow web', { exact: true })
    .waitFor();
  await dashboard.shot('learn-click-light-1400');
  expect(await dashboard.accessibility()).toEqual([]);
});
