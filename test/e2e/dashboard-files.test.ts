import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

/** File, Config and Graph of a project. */

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

const compose = `# the shop
services:
  web:
    image: ${image} # pinned by hand
    command: [sleep, infinity]
    stop_grace_period: 0s
    environment:
      TZ: \${ZONE:-UTC}
      API_TOKEN: geheim-4711
    depends_on:
      db: { condition: service_started }
  db:
    image: ${image}
    command: [sleep, infinity]
    stop_grace_period: 0s
`;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

const at = (tab: string, query = '') => `${engine()}/projects/dash-files/${tab}${query}`;
const engine = () => new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/');
const editor = () => dashboard.page.getByRole('textbox', { name: 'Text of compose.yml' });
const problems = () => dashboard.page.getByRole('list', { name: 'Problems' });

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-files', { 'compose.yml': compose, '.env': 'ZONE=CET\n' });
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-files']);
  dashboard = await DashboardPage.open(server);
  // The page asks before a draft is dropped.
  dashboard.page.on('dialog', (dialog) => void dialog.accept());
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  // The project is taken down by its file, which a test removes.
  scenario?.write('compose.yml', compose);
  await scenario?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  scenario.write('compose.yml', compose);
  // A page without drafts of the test before.
  await dashboard.reload();
});

/** Puts the cursor at the end of the line that ends so. */
async function goToEndOf(line: string): Promise<void> {
  await editor().locator('.cm-line', { hasText: line }).first().click();
  await dashboard.page.keyboard.press('End');
}

async function open(): Promise<void> {
  await dashboard.goto(at('file', '?file=compose.yml'));
  await editor().waitFor();
}

test('the editor completes by the specification and by the names of the file', async () => {
  await open();
  await goToEndOf('service_started');
  await dashboard.page.keyboard.press('Enter');
  // From the dependencies out to the service.
  await dashboard.page.keyboard.press('Backspace');
  await dashboard.page.keyboard.type('heal');
  const options = dashboard.page.getByRole('listbox');
  await options.getByRole('option', { name: /healthcheck/ }).click();
  await expect.poll(() => editor().innerText()).toContain('    healthcheck:');
});

test('a mistake is shown at its place with the words of the command line, and leads there', async () => {
  await open();
  await goToEndOf('service_started');
  await dashboard.page.keyboard.press('Enter');
  // From the dependencies out to the service.
  await dashboard.page.keyboard.press('Backspace');
  await dashboard.page.keyboard.type('imagge: x');
  await dashboard.page.keyboard.press('Escape');
  const problem = problems().getByRole('listitem').first();
  await problem.waitFor();
  scenario.write('compose.yml', compose.replace('service_started }', 'service_started }\n    imagge: x'));
  const { status, stderr } = await scenario.tutti(['config', '-q']);
  expect(status).not.toBe(0);
  const [said = ''] = stderr.split('\n');
  const words = await problem.innerText();
  expect(said).toContain('imagge');
  expect(words).toContain(said);
  expect(words).toContain('unknown-key');
  expect(words).toContain('compose.yml:12:5');
  await problem.getByRole('button', { name: 'compose.yml:12:5' }).click();
  await expect.poll(() => editor().locator('.cm-activeLine').innerText()).toContain('imagge');
});

test('by keyboard one comes out of the editor: Escape, then Tab', async () => {
  const { page } = dashboard;
  const inEditor = () => page.evaluate<boolean>("document.activeElement?.closest('.cm-editor') !== null");
  await editor().locator('.cm-line').first().click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await inEditor()).toBe(false);
});

test('saving keeps comments and formatting, and what runs is planned from it', async () => {
  await open();
  await goToEndOf('API_TOKEN');
  await dashboard.page.keyboard.press('Enter');
  await dashboard.page.keyboard.type('MODE: prod');
  await dashboard.page.keyboard.press('Escape');
  await dashboard.page.keyboard.press('Control+s');
  await eventually(() => {
    expect(scenario.read('compose.yml')).toBe(
      compose.replace('geheim-4711\n', 'geheim-4711\n      MODE: prod\n'),
    );
  });
  await dashboard.page.getByRole('button', { name: 'Plan…' }).click();
  const sheet = dashboard.page.getByRole('dialog');
  await sheet.getByText('environment.MODE').waitFor();
  await dashboard.page.keyboard.press('Escape');
});

test('changes on disk come together with those of the editor', async () => {
  await open();
  await goToEndOf('# the shop');
  await dashboard.page.keyboard.type(' of ours');
  scenario.edit('compose.yml', (text) =>
    text.replace('stop_grace_period: 0s\n    environment', 'stop_grace_period: 1s\n    environment'),
  );
  await expect.poll(() => editor().innerText()).toContain('stop_grace_period: 1s');
  expect(await editor().innerText()).toContain('# the shop of ours');
  await dashboard.page.getByText('merged with the change on disk').waitFor();
});

test('changes of the same line are never written over: both are shown, and somebody decides', async () => {
  await open();
  await goToEndOf('# the shop');
  await dashboard.page.keyboard.type(' of ours');
  scenario.edit('compose.yml', (text) => text.replace('# the shop', '# the shop of theirs'));
  await dashboard.page.getByText('The file has changed on disk').waitFor();
  await dashboard.page.keyboard.press('Control+s');
  expect(scenario.read('compose.yml')).toContain('# the shop of theirs');
  await dashboard.shot('file-conflict');
  await dashboard.page.getByRole('button', { name: 'It is right now' }).click();
  await dashboard.page.getByRole('button', { name: 'Save', exact: true }).click();
  await eventually(() => expect(scenario.read('compose.yml')).toContain('# the shop of ours'));
});

test('each value of the resolved project tells where it is from; secrets are shown when asked', async () => {
  await dashboard.goto(at('config'));
  const table = dashboard.page.getByRole('table', { name: 'Values of services.web' });
  const zone = table.getByRole('row').filter({ hasText: 'environment.TZ' });
  await zone.waitFor();
  expect(await zone.innerText()).toMatch(/CET[\s\S]*compose\.yml:8:11[\s\S]*ZONE from \.env:1/);
  const token = table.getByRole('row').filter({ hasText: 'environment.API_TOKEN' });
  expect(await dashboard.page.content()).not.toContain('geheim-4711');
  await token.getByRole('button', { name: /Show/ }).click();
  await token.getByText('geheim-4711').waitFor();
  await zone.getByRole('link', { name: 'compose.yml:8:11' }).click();
  await expect.poll(() => editor().locator('.cm-activeLine').innerText()).toContain('TZ');
});

test('the graph shows what needs what, as a drawing and in words', async () => {
  await dashboard.goto(at('graph'));
  const drawing = dashboard.page.getByRole('region', { name: 'Graph of the services' });
  await drawing.getByRole('link', { name: /^web / }).waitFor();
  await drawing.getByRole('link', { name: /^db / }).waitFor();
  await dashboard.page.getByRole('button', { name: 'Table' }).click();
  const row = dashboard.page.getByRole('row').filter({ hasText: 'web' }).first();
  expect(await row.innerText()).toContain('db');
});

test.each([
  [360, 'light'],
  [800, 'dark'],
  [1400, 'light'],
] as const)('file, config and graph are accessible at %i px, %s', async (width, theme) => {
  await dashboard.look({ width, theme });
  for (const tab of ['file', 'config', 'graph']) {
    await dashboard.goto(at(tab));
    await dashboard.page
      .locator(tab === 'file' ? '.code-editor' : tab === 'config' ? '.config-values' : '.graph')
      .first()
      .waitFor();
    await dashboard.shot(`${tab}-${width}-${theme}`);
    expect(await dashboard.accessibility(), tab).toEqual([]);
  }
});

test('a project whose files are gone says so', async () => {
  rmSync(join(scenario.folder, 'compose.yml'));
  await dashboard.goto(at('file'));
  await dashboard.page
    .getByRole('alert')
    .getByText(/not on this machine any more/)
    .waitFor();
});
