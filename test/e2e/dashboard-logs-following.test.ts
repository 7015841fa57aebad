/** A log that grows while it is looked at. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

const compose = `services:
  api: { image: "${image}", command: [sh, -c, 'echo served; exec sleep infinity'], stop_grace_period: 0s }
  ticker:
    image: "${image}"
    command: [sh, -c, 'i=0; while true; do echo "tick $$i"; i=$$((i+1)); sleep 0.2; done']
    stop_grace_period: 0s
`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;
let logs: string;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-following', { 'compose.yml': compose });
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+\//);
  logs = `${new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/')}/projects/dash-following/logs`;
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

async function show(query: Record<string, string> = {}): Promise<void> {
  await dashboard.goto(`${logs}?${new URLSearchParams(query).toString()}`);
}

const list = () => dashboard.page.getByRole('log');
const row = (text: string | RegExp) => list().locator('.log-row').filter({ hasText: text });
const search = () => dashboard.page.getByRole('searchbox', { name: /^Search: / });

/** At the worst moment: the list has just been scrolled to a new line, and the browser has not told of it yet. */
const pauseWhileItScrolls = `new Promise((resolve) => {
  const pause = document.querySelector('button[aria-label="Pause"]');
  const observer = new MutationObserver(() => {
    observer.disconnect();
    pause.click();
    resolve();
  });
  observer.observe(document.querySelector('.log-space'), { attributes: true, attributeFilter: ['style'] });
})`;

test('scrolling up, or a button, holds the list still and counts what comes; the end follows again', async () => {
  const { page } = dashboard;
  await show({ services: 'ticker' });
  await row(/tick [4-9]\d$/)
    .first()
    .waitFor();
  const paused = page.getByRole('button', { name: /^Paused, \d+ came meanwhile$/ });
  const scrollUp = async () => {
    await list().hover();
    await page.mouse.wheel(0, -100);
  };
  for (const [pause, goOn] of [
    [() => page.evaluate(pauseWhileItScrolls), () => paused.click()],
    [scrollUp, () => list().press('End')],
  ] as const) {
    await pause();
    await paused.waitFor();
    const before = await list().locator('.log-row').last().innerText();
    await eventually(async () =>
      expect(Number(/\d+/.exec(await paused.innerText())?.[0])).toBeGreaterThan(3),
    );
    expect(await list().locator('.log-row').last().innerText()).toBe(before);
    await goOn();
    await paused.waitFor({ state: 'detached' });
    await eventually(async () =>
      expect(await list().locator('.log-row').last().innerText()).not.toBe(before),
    );
  }
});

test('the page is loaded again in the middle of a log: it goes on, no line is missing or there twice', async () => {
  const { page } = dashboard;
  const ticks = async (): Promise<number[]> => {
    const texts = await list().locator('.log-row').allInnerTexts();
    return texts.map((text) => Number(/tick (\d+)/.exec(text)?.[1]));
  };
  await show({ services: 'ticker', find: 'tick' });
  await row(/tick \d+/)
    .first()
    .waitFor();
  const last = (await ticks()).at(-1) ?? Number.NaN;
  await dashboard.reload();
  await row(`tick ${last + 8}`).waitFor();
  expect(await search().inputValue()).toBe('tick');
  await page.getByRole('button', { name: 'Pause' }).click();
  const shown = await ticks();
  expect(shown.length).toBeGreaterThan(10);
  expect(shown).toEqual(shown.map((_, index) => (shown[0] ?? 0) + index));
});

test('a container that starts again is followed on, as is one that is new', async () => {
  await show({ services: 'api' });
  await row('served').waitFor();
  await scenario.succeeds(['restart', 'api']);
  await row('served').nth(1).waitFor();
  await scenario.succeeds(['up', '-d', '--scale', 'api=2', 'api']);
  await row('served').nth(2).waitFor();
  expect(await list().locator('.log-label').allTextContents()).toContain('api-2');
  expect(dashboard.complaints()).toEqual([]);
});
