/** Rebuilding through the page: followed live, with the time of each step, what came out of the cache, and the waterfall. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { removeReplacedImages } from '../support/project-resources.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

/** Lines that come one after the other. */
const slow = 'for i in 1 2 3 4 5 6 7 8; do echo counted $i; sleep 0.5; done';

const atLeast4s = /\s(?:[4-9]|\d\d)\.\d+ s$/;

const dockerfile = (own: string) => `FROM ${image}
COPY page.html /srv/
RUN ${slow} # ${own}
RUN echo of ${own} > /own
CMD ["sleep", "infinity"]
`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-build', {
    'compose.yml': `services:
  web:
    build: ./app
    healthcheck: { test: [CMD, "true"], interval: 1s }
    stop_grace_period: 0s
  worker:
    build: { context: ./app, dockerfile: worker.Dockerfile }
    depends_on: { web: { condition: service_healthy } }
    stop_grace_period: 0s
`,
    'app/Dockerfile': dockerfile('web'),
    'app/worker.Dockerfile': dockerfile('worker'),
    'app/page.html': 'first\n',
  });
  await scenario.succeeds(['up', '-d', '--wait']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-build']);
  dashboard = await DashboardPage.open(server);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
  await removeReplacedImages(home, 'dash-build');
});

const sheet = () => dashboard.page.getByRole('dialog');
/** A step of a build in the sheet, by its service and how its instruction begins. */
const step = (service: string, begin: string) =>
  sheet()
    .locator('.run-build details')
    .filter({ hasText: new RegExp(`^\\s*${service} .*\\d[\\]:]? ?:? ${begin}`) });

/** A build in the list, the latest of its service. */
const listed = (service: string) =>
  dashboard.page
    .locator('.panel')
    .filter({ hasText: `dash-build / ${service}` })
    .first();
/** Podman's builder, and that of a Docker Engine before 23.0, keep no history. */
const remembers = !['podman', 'docker-20'].includes(home.engine);

async function openBuilds(): Promise<void> {
  await dashboard.goto(`${new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/')}/builds`);
}

async function rebuild(menu: string): Promise<void> {
  const { page } = dashboard;
  await dashboard.goto(
    `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/projects/dash-build`,
  );
  await page.getByRole('button', { name: `More for ${menu}` }).click();
  await page.getByRole('menuitem', { name: /^Rebuild/ }).click();
  await sheet()
    .getByRole('button', { name: /^Apply/ })
    .click();
}

test('what was built before the dashboard was started is there, and still when the page is loaded anew', async () => {
  const { page } = dashboard;
  await openBuilds();
  if (!remembers) {
    await page.getByText(/^This engine does not remember builds/).waitFor();
    await page.getByText('Nothing was built yet').waitFor();
    return;
  }
  await listed('web')
    .getByText(/built · .* \d of \d+ steps from the cache/)
    .waitFor();
  await listed('web').getByRole('link', { name: 'Output' }).click();
  const output = listed('web').getByLabel('Output of the build');
  await output.getByText('counted 8').waitFor();
  await page.reload();
  await output.getByText('counted 8').waitFor();
  expect(await listed('web').locator('li').filter({ hasText: 'RUN for' }).innerText()).toMatch(atLeast4s);
});

test('a build by the command line is followed while it runs', async () => {
  const { page } = dashboard;
  scenario.edit('app/worker.Dockerfile', (text) => text.replace('# worker', '# worker again'));
  await openBuilds();
  // At a new page the list has yet to come; where builds are not remembered there is nothing to wait for.
  if (remembers) await listed('web').waitFor();
  const before = await page.locator('.panel').count();
  const built = scenario.succeeds(['build', 'worker']);
  await expect.poll(() => page.locator('.panel').count(), { timeout: 30_000 }).toBe(before + 1);
  await listed('worker')
    .getByText(/^running ·/)
    .waitFor();
  await listed('worker').getByRole('link', { name: 'Output' }).click();
  const output = listed('worker').getByLabel('Output of the build');
  await output.getByText('counted 1').waitFor();
  expect(await output.innerText()).not.toContain('counted 8');
  await built;
  await listed('worker')
    .getByText(/^built ·/)
    .waitFor();
  expect(await output.innerText()).toContain('counted 8');
  await dashboard.shot('builds-command-line-light-1400');
});

test('a service is rebuilt: its output comes live, then the time of each step, and the waterfall', async () => {
  scenario.write('app/page.html', 'second\n');
  await rebuild('web');
  const running = step('web', 'RUN for');
  await running.getByText('counted 1').waitFor();
  expect(await running.innerText()).not.toContain('counted 8');
  await dashboard.shot('building-light-1400');
  await sheet()
    .getByText(/^Done in /)
    .waitFor({ timeout: 60_000 });
  expect(await running.locator('summary').innerText()).toMatch(atLeast4s);
  expect(await step('web', 'COPY').locator('summary').innerText()).toMatch(/\d m?s$/);
  const bars = sheet().locator('.waterfall-row').filter({ hasText: 'web' }).getByRole('img');
  expect(await bars.getAttribute('aria-label')).toMatch(
    /^build (?:[4-9]|\d\d)\.\d+ s, create \S+ m?s, start \S+ m?s/,
  );
  await dashboard.shot('built-light-1400');
  expect(await scenario.succeeds(['exec', '-T', 'web', 'cat', '/srv/page.html'])).toBe('second\n');
});

test('rebuilt as it is, the steps come out of the cache', async () => {
  await rebuild('web');
  await sheet()
    .getByText(/^Done in /)
    .waitFor({ timeout: 60_000 });
  for (const part of ['COPY', 'RUN for', 'RUN echo'])
    expect(await step('web', part).locator('summary').innerText()).toMatch(/from cache$/);
});

test('two that are built at once are told apart, and go on when the sheet is closed', async () => {
  const { page } = dashboard;
  scenario.write('app/page.html', 'third\n');
  const begin = performance.now();
  await rebuild('dash-build');
  for (const service of ['web', 'worker']) await step(service, 'RUN for').getByText('counted 1').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Builds' }).first().click();
  for (const service of ['web', 'worker']) {
    await listed(service).getByRole('link', { name: 'Output' }).click();
    const output = listed(service).getByLabel('Output of the build');
    await output.getByText(`of ${service}`).waitFor({ timeout: 60_000 });
    expect(await output.innerText()).toContain('counted 8');
    await listed(service)
      .getByText(/\d of \d steps from the cache/)
      .waitFor();
    const counting = await listed(service).locator('li').filter({ hasText: 'RUN for' }).innerText();
    const took = Number(/(\d+\.\d+) s$/.exec(counting)?.[1]);
    // Eight times half a second.
    expect(took).toBeGreaterThanOrEqual(4);
    expect(took).toBeLessThan((performance.now() - begin) / 1_000);
  }
  await dashboard.shot('builds-live-light-1400');
  await page.getByRole('link', { name: 'dash-build' }).first().click();
  await page.getByRole('heading', { name: /^Last start/ }).waitFor();
  const bars = page.locator('.waterfall-row').filter({ hasText: 'web' }).getByRole('img');
  await expect
    .poll(() => bars.getAttribute('aria-label'), { timeout: 30_000 })
    .toMatch(/^build .*, start \S+ m?s, healthy \S+ m?s$/);
  // Planned while this goes on, the next would be refused.
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  const run = page.locator('.done-list summary').filter({ hasText: 'Up: dash-build' }).first();
  await expect.poll(() => run.innerText(), { timeout: 30_000 }).toMatch(/\d m?s$/);
});

test('a build that fails says at which step and why, and what runs goes on', async () => {
  scenario.edit('app/Dockerfile', (text) =>
    text.replace('RUN echo of web', 'RUN echo it is broken; exit 7; echo'),
  );
  await rebuild('web');
  await sheet()
    .getByText(/^Failed/)
    .waitFor({ timeout: 60_000 });
  await dashboard.shot('build-failed-light-1400');
  const failed = step('web', 'RUN echo it');
  await failed.locator('pre').getByText('it is broken').waitFor();
  expect(await sheet().getByRole('alert').innerText()).toMatch(/7/);
  expect(await scenario.succeeds(['exec', '-T', 'web', 'cat', '/srv/page.html'])).toBe('third\n');
  await openBuilds();
  await listed('web')
    .getByText(/^failed ·/)
    .waitFor();
  await listed('web').getByRole('link', { name: 'Output' }).click();
  const course = listed('web').locator('li.failed');
  await course.getByText('RUN echo it is broken').first().waitFor();
  expect(await course.innerText()).toMatch(/exit code: 7|returned a non-zero code: 7|exit status 7/);
  await dashboard.shot('builds-failed-light-1400');
  expect(dashboard.complaints()).toEqual([]);
});
