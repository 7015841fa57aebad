import { expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');

const file = `services:
  burst:
    image: "${pullable(home, 'redis:6.0-alpine')}"
    entrypoint: []
    command: [sh, -c, 'run=$$(date +%s); seq 1 50000 | sed "s/^/burst $$run /"']
`;

test('a container writes many lines and ends at once: its last lines are shown, and none between them is missing', async () => {
  await using scenario = Scenario.create(home, 'dash-burst', { 'compose.yml': file });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds(['wait', 'burst']);
  await using server = await DashboardServer.start(home, scenario.folder);
  await using dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+\//);
  const engine = new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/');
  await dashboard.goto(`${engine}/projects/dash-burst/logs`);
  const rows = dashboard.page.getByRole('log').locator('.log-row');
  await rows.filter({ hasText: /burst \d+ 50000/ }).waitFor();
  await scenario.succeeds(['start', 'burst']);
  await scenario.succeeds(['wait', 'burst']);
  const last = (await scenario.succeeds(['logs', '--no-log-prefix', '--tail', '1', 'burst'])).trim();
  await rows.filter({ hasText: last }).waitFor();
  const texts = await rows.allInnerTexts();
  const numbers = texts.map((text) => Number(/burst \d+ (\d+)/.exec(text)?.[1]));
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).toEqual(numbers.map((_, index) => 50_001 - numbers.length + index));
});
