import { expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { answers } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

const LONG = { timeout: 150_000 };

test('the lesson by mouse alone: built and started from its plan, opened by its port, taken down', async () => {
  const home = inject('home');
  await using scenario = Scenario.example(home, 'jupyter-redis');
  await using server = await DashboardServer.start(home, scenario.folder, ['jupyter-redis']);
  await using dashboard = await DashboardPage.open(server);
  const { page } = dashboard;
  await page.getByRole('heading', { name: 'jupyter-redis', level: 1 }).waitFor();

  await page.getByRole('button', { name: 'Up', exact: true }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('jupyter-redis-jupyter-1').first().waitFor();
  await dashboard.shot('lesson-plan-light-1400');
  await sheet.getByRole('button', { name: /^Apply \d+ steps$/ }).click();
  await sheet.getByText(/^Done in /).waitFor(LONG);
  await sheet
    .getByRole('img', { name: /create/ })
    .first()
    .waitFor();
  await dashboard.shot('lesson-started-light-1400');
  await page.keyboard.press('Escape');

  const link = page.getByRole('table', { name: 'Services' }).getByRole('link', { name: /^8888/ });
  const address = await link.getAttribute('href');
  expect(address).toBe('http://localhost:8888');
  expect(await answers(`${address}/api`)).toContain('version');
  await dashboard.shot('lesson-light-1400');

  await page.getByRole('button', { name: 'More for jupyter-redis' }).click();
  await page.getByRole('menuitem', { name: 'Down volumes stay' }).click();
  await sheet.getByRole('button', { name: /^Apply/ }).click();
  await sheet.getByText(/^Done in /).waitFor(LONG);
  expect((await scenario.succeeds(['ps', '--all', '--quiet'])).trim()).toBe('');
  expect(dashboard.complaints()).toEqual([]);
});
