/** What was not started from where the dashboard is: projects known by their labels alone, and containers of no project. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { connectEngine, type EngineClient } from '../../src/engine-client/index.ts';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { namesOfProject } from '../support/project-resources.ts';
import { composePrograms, runProgram } from '../support/reference-compose.ts';
import { eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const sleeper = `image: ${image}, command: [sleep, infinity], stop_grace_period: 0s`;

const compose = `services:
  web: { ${sleeper}, depends_on: [db], environment: { TZ: UTC }, volumes: ["data:/data"], networks: [front] }
  db: { ${sleeper}, networks: [front] }
networks: { front: {} }
volumes: { data: {} }
`;

let elsewhere: string;
let server: DashboardServer;
let dashboard: DashboardPage;

beforeAll(async () => {
  elsewhere = mkdtempSync(join(tmpdir(), 'tutti-e2e-elsewhere-'));
  server = await DashboardServer.start(home, elsewhere);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+/);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  rmSync(elsewhere, { recursive: true, force: true });
});

const engine = () => new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/');
const sheet = () => dashboard.page.getByRole('dialog');
const tab = (name: string) =>
  dashboard.page
    .getByRole('navigation', { name: 'Parts of the project' })
    .getByRole('link', { name, exact: true })
    .click();
const service = (name: string) =>
  dashboard.page
    .getByRole('table', { name: 'Services' })
    .getByRole('row')
    .filter({ has: dashboard.page.getByRole('link', { name, exact: true }) });

/** Chooses from the menu of the project and makes what its plan says. */
async function fromMenu(project: string, item: RegExp): Promise<void> {
  await dashboard.page.getByRole('button', { name: `More for ${project}` }).click();
  await dashboard.page.getByRole('menuitem', { name: item }).click();
  await apply();
}

async function apply(): Promise<void> {
  await sheet()
    .getByRole('button', { name: /^Apply/ })
    .click();
  await sheet()
    .getByText(/^Done in /)
    .waitFor();
  await dashboard.page.keyboard.press('Escape');
}

describe.each(composePrograms)('a project that $name started in a folder of its own', (program) => {
  const name = 'dash-theirs';
  let scenario: Scenario;

  const ids = async (): Promise<string[]> => {
    const lines = await scenario.succeeds(['-p', name, 'ps', '--all', '--quiet', '--no-trunc']);
    return lines.trim().split('\n').sort();
  };

  beforeEach(async () => {
    scenario = Scenario.create(home, name, { 'compose.yml': compose });
    // Our engine starts when it is asked.
    await scenario.succeeds(['ps']);
    await runProgram(program, home, scenario.folder, ['up', '-d']);
    await dashboard.goto(`${engine()}/projects/${name}`);
    await service('web').getByText(/^Up/).waitFor();
  });

  afterEach(async () => {
    scenario.write('compose.yml', compose);
    await scenario[Symbol.asyncDispose]();
  });

  test('is found with its files: watched, edited, changed by plan, and known to that program as before', async () => {
    const { page } = dashboard;
    const before = await ids();
    expect(await page.getByText('The file differs').count()).toBe(0);
    await page.getByRole('button', { name: 'Up', exact: true }).click();
    await sheet()
      .getByText(/nothing to do/i)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');

    await tab('File');
    const editor = page.getByRole('textbox', { name: 'Text of compose.yml' });
    await editor.locator('.cm-line', { hasText: 'networks: { front' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.type('# seen from elsewhere\n');
    await page.keyboard.press('Control+s');
    await eventually(() => expect(scenario.read('compose.yml')).toContain('# seen from elsewhere\nnetworks'));
    expect(await ids()).toEqual(before);

    scenario.edit('compose.yml', (text) => text.replace('TZ: UTC', 'TZ: CET'));
    await page.getByText(/The file differs from what runs: \d+ steps?\./).waitFor();
    await page.getByRole('button', { name: 'View plan' }).click();
    await sheet().getByText('recreate container').waitFor();
    expect(await sheet().locator('.command-line code').textContent()).toContain(
      `-f ${scenario.folder}/compose.yml up -d`,
    );
    await apply();
    const after = await ids();
    expect(after.filter((id) => before.includes(id))).toHaveLength(1);
    await runProgram(program, home, scenario.folder, ['up', '-d']);
    expect(await ids()).toEqual(after);

    await tab('Services');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await apply();
    await service('web')
      .getByText(/^(Exited|Stopped)/)
      .waitFor();
    await page.getByRole('button', { name: 'Up', exact: true }).click();
    await apply();
    await service('web').getByText(/^Up/).waitFor();
    expect(await ids()).toEqual(after);
    await fromMenu(name, /^Down, and delete volumes/);
    expect(await namesOfProject(home, name)).toEqual({ containers: [], networks: [], volumes: [] });
  });

  test('is steered without its files, when they are gone: what needs them says so', async () => {
    const { page } = dashboard;
    const before = await ids();
    rmSync(join(scenario.folder, 'compose.yml'));
    await dashboard.goto(`${engine()}/projects/${name}`);
    await page.getByText('The files cannot be read.').waitFor();
    await page.getByText(`not on this machine any more: ${scenario.folder}/compose.yml`).waitFor();
    await service('web').getByText(/^Up/).waitFor();
    expect(await page.getByText('not in the file').count()).toBe(0);
    await dashboard.shot('files-gone-light-1400');
    expect(await dashboard.accessibility()).toEqual([]);

    await page.getByRole('button', { name: `More for ${name}` }).click();
    for (const item of [/^Rebuild/, /^Make all containers anew/, /^Pull newer/])
      expect(await page.getByRole('menuitem', { name: item }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await tab('Graph');
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('row').filter({ hasText: 'web' }).filter({ hasText: 'db' }).first().waitFor();
    await tab('Services');

    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await sheet()
      .getByText(/What its labels say is used instead/)
      .waitFor();
    await apply();
    await service('web')
      .getByText(/^(Exited|Stopped)/)
      .waitFor();
    await page.getByRole('button', { name: 'Up', exact: true }).click();
    await sheet()
      .getByRole('heading', { name: `Start: ${name}` })
      .waitFor();
    await apply();
    await service('web').getByText(/^Up/).waitFor();
    expect(await ids()).toEqual(before);
    await fromMenu(name, /^Down, and delete volumes/);
    expect(await namesOfProject(home, name)).toEqual({ containers: [], networks: [], volumes: [] });
  });
});

describe('a container of no project', () => {
  const name = 'dash-alone';
  let client: EngineClient;

  const row = () =>
    dashboard.page
      .getByRole('table', { name: 'Containers of no project' })
      .getByRole('row')
      .filter({ has: dashboard.page.getByRole('link', { name, exact: true }) });

  beforeAll(async () => {
    client = await connectEngine({ env: { ...process.env, ...home.env } });
    for await (const { error } of client.lines<{ error?: string }>({
      method: 'POST',
      path: '/images/create',
      query: { fromImage: image },
    }))
      expect(error).toBeUndefined();
    const body = {
      Image: image,
      Cmd: ['sh', '-c', 'echo hello from nowhere; sleep infinity'],
      StopSignal: 'SIGKILL',
      Env: ['DB_PASSWORD=geheim-4711'],
    };
    const { Id } = await client.json<{ Id: string }>({
      method: 'POST',
      path: '/containers/create',
      query: { name },
      body,
    });
    await client.json({ method: 'POST', path: `/containers/${Id}/start` });
  });

  afterAll(async () => {
    const all = await client.json<{ Names: string[] }[]>({
      method: 'GET',
      path: '/containers/json',
      query: { all: true },
    });
    if (all.some(({ Names }) => Names.includes(`/${name}`)))
      await client.json({ method: 'DELETE', path: `/containers/${name}`, query: { force: true, v: true } });
    client.close();
  });

  test('is seen in all its parts', async () => {
    const { page } = dashboard;
    await dashboard.goto(engine());
    await row().getByText(/^Up/).waitFor();
    await row().getByRole('link', { name, exact: true }).click();
    const drawer = page.getByRole('complementary', { name: `Container ${name}` });
    const pane = (title: string) => drawer.getByRole('link', { name: title, exact: true }).click();
    await drawer.getByText('Working directory').waitFor();
    await pane('Logs');
    await drawer.getByText('hello from nowhere').first().waitFor();
    await pane('Shell');
    await eventually(async () => expect(await page.locator('.xterm-rows').innerText()).toContain('#'));
    await pane('Files');
    await drawer.getByRole('link', { name: 'etc', exact: true }).waitFor();
    await pane('Environment');
    await drawer.getByText('DB_PASSWORD').waitFor();
    expect(await page.content()).not.toContain('geheim-4711');
    await pane('Processes');
    await drawer.getByText('sleep infinity').first().waitFor();
    await pane('Stats');
    await drawer.getByRole('img', { name: /^Memory/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('is stopped, started and removed by plan; the command is docker’s', async () => {
    const { page } = dashboard;
    await dashboard.goto(engine());
    const act = async (item: string, command: RegExp) => {
      await row()
        .getByRole('button', { name: `More for ${name}` })
        .click();
      await page.getByRole('menuitem', { name: item, exact: true }).click();
      await sheet().getByText(command).first().waitFor();
      await apply();
    };
    await act('Stop', /^docker .*stop dash-alone$/);
    await row()
      .getByText(/^(Exited|Stopped)/)
      .waitFor();
    await act('Start', /^docker .*start dash-alone$/);
    await row().getByText(/^Up/).waitFor();
    await row()
      .getByRole('checkbox', { name: /^Select/ })
      .check();
    const bar = page.getByRole('toolbar', { name: 'With what is selected' });
    await bar.getByRole('button', { name: 'Restart' }).click();
    await apply();
    await row().getByText(/^Up/).waitFor();
    await act('Remove', /^docker .*rm -f dash-alone$/);
    await row().waitFor({ state: 'detached' });
  });
});

test('the browser has nothing to complain of', () => {
  expect(dashboard.complaints()).toEqual([]);
});
