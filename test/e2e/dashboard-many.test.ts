import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const COUNT = 200;

/** Milliseconds after which the time line of a project moves on. */
const TIMELINE_STEP_MS = 5_000;

interface LayoutData {
  partialLayout: boolean;
}

interface TraceEvent {
  name: string;
  args: { beginData?: LayoutData };
}

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-many', {
    'compose.yml': `services:\n${Array.from(
      { length: COUNT },
      (_, i) =>
        `  s${i}: { image: ${image}, command: [sleep, infinity], stop_grace_period: 0s, network_mode: none }\n`,
    ).join('')}`,
  });
  await scenario.succeeds(['up', '-d'], { timeout: 240_000 });
  server = await DashboardServer.start(home, scenario.folder, ['dash-many']);
  dashboard = await DashboardPage.open(server);
}, 300_000);

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

test('of 200 services only those near the window are drawn; keys and scrolling reach them all', async () => {
  const { page } = dashboard;
  const table = page.getByRole('table', { name: 'Services' });
  await table.locator('.row-link').first().waitFor();
  expect(await table.getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
  // Those of one screen are drawn until what long tables need has been loaded.
  await table.locator('tr[data-index="30"]').waitFor();
  expect(await table.locator('tr[data-index]').count()).toBeLessThan(80);
  await dashboard.shot('many-light-1400');
  await table.locator('.row-link').first().focus();
  await page.keyboard.press('End');
  await table.locator(`tr[data-index="${COUNT - 1}"] .row-link:focus`).waitFor();
  await page.keyboard.press('Home');
  await table.locator('tr[data-index="0"] .row-link:focus').waitFor();
});

test('a second that passes is laid out in its cell, not in the table around it', async () => {
  const { page } = dashboard;
  await page.locator('.measured.memory').first().waitFor();
  const layouts = await traced(async () => {
    // The first flushes what else may have changed meanwhile.
    await page.evaluate(`{
      const text = document.querySelector('td time').firstChild;
      document.body.offsetHeight;
      text.data = '59 s';
      document.body.offsetHeight;
    }`);
  });
  expect(layouts.some(({ partialLayout }) => partialLayout)).toBe(true);
});

test('what moves along with the time is laid out by itself, not the page', async () => {
  const { page } = dashboard;
  await page.locator('.timeline').waitFor();
  // A first reading makes its row anew, once.
  const rows = page.getByRole('table', { name: 'Services' }).locator('tr[data-index]');
  await expect
    .poll(() => rows.filter({ hasNot: page.locator('.measured.memory') }).count(), { timeout: 60_000 })
    .toBe(0);
  const layouts = await traced(() => page.waitForTimeout(TIMELINE_STEP_MS + 1_500));
  expect(layouts.length).toBeGreaterThan(0);
  expect(layouts.filter(({ partialLayout }) => !partialLayout)).toEqual([]);
});

/** The layouts of the page meanwhile. */
async function traced(act: () => Promise<void>): Promise<LayoutData[]> {
  const browser = dashboard.page.context().browser();
  await browser?.startTracing(dashboard.page, { categories: ['devtools.timeline'] });
  await act();
  const trace = JSON.parse(String(await browser?.stopTracing())) as { traceEvents: TraceEvent[] };
  return trace.traceEvents.flatMap(({ name, args }) => (name === 'Layout' ? (args.beginData ?? []) : []));
}

test('sorting by memory puts those that use most first, with figures for each', async () => {
  const { page } = dashboard;
  const table = page.getByRole('table', { name: 'Services' });
  await table.locator('tr[data-index="0"] .measured.memory').waitFor();
  await page.getByRole('button', { name: 'Memory' }).click();
  await page.getByRole('button', { name: 'Memory' }).click();
  expect(page.url()).toContain('sort=-memory');
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  await table.locator(`tr[data-index="${COUNT - 1}"]`).waitFor();
});
