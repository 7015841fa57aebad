/** `tutti ui` on the command line: its browser, its port, and what it says of an engine that is not there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { eventually } from '../support/wait.ts';
import { Scenario, tuttiCommand } from '../support/world.ts';

const home = inject('home');

let scenario: Scenario;

beforeAll(() => {
  scenario = Scenario.create(home, 'dash-start', {
    'bin/xdg-open': `#!/bin/sh\necho "$1" > "$OPENED"\n`,
  });
  chmodSync(join(scenario.folder, 'bin/xdg-open'), 0o755);
  mkdirSync(join(scenario.folder, 'home'));
});

afterAll(async () => {
  await scenario?.[Symbol.asyncDispose]();
});

const opened = () => join(scenario.folder, 'opened');

/** On a desktop whose browser writes down what it is to open. */
function onDesktop(args: string[]): ChildProcess {
  const { folder } = scenario;
  const env = {
    ...process.env,
    ...home.env,
    HOME: join(folder, 'home'),
    DISPLAY: ':9',
    OPENED: opened(),
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
  };
  return spawn(tuttiCommand, ['ui', ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstText({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('nothing is read of it');
  const [text] = (await once(stdout.setEncoding('utf8'), 'data')) as [string];
  return text;
}

test('a browser is opened where there is one, by a file that only its owner reads and that is gone once it was used', async () => {
  const child = onDesktop(['--port', '0']);
  const ended = once(child, 'exit');
  try {
    const file = await eventually(() => fileURLToPath(readFileSync(opened(), 'utf8').trim()));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const address = /href="([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const { origin, hash } = new URL(address);
    const answer = await fetch(`${origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ code: hash.replace('#t=', '') }),
    });
    expect(answer.status).toBe(200);
    await eventually(() => expect(existsSync(dirname(file))).toBe(false));
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
});

test('with --no-open none is, and the address is printed all the same', async () => {
  rmSync(opened(), { force: true });
  const child = onDesktop(['--no-open', '--port', '0']);
  const ended = once(child, 'exit');
  try {
    expect(await firstText(child)).toMatch(/^The dashboard is at http:\/\/localhost:\d+\/#t=\S+\n$/);
    expect(existsSync(opened())).toBe(false);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
});

test('--port is the one that is listened on; another has it then, and some are none', async () => {
  await using server = await DashboardServer.start(home, scenario.folder, ['--port', '0']);
  const { port } = new URL(server.origin);
  const second = await scenario.tutti(['ui', '--no-open', '--port', port]);
  expect(second).toMatchObject({ status: 1, stdout: '' });
  expect(second.stderr).toContain(`port ${port} is in use already`);
  for (const none of ['65536', '-1']) {
    const { status, stderr } = await scenario.tutti(['ui', '--no-open', '--port', none]);
    expect(status).toBe(1);
    expect(stderr).toContain(`there is no port ${none}`);
  }
  await server[Symbol.asyncDispose]();
  await using again = await DashboardServer.start(home, scenario.folder, ['--port', port]);
  expect(new URL(again.origin).port).toBe(port);
});

test('a project that nobody knows is called so, with the way home', async () => {
  await using server = await DashboardServer.start(home, scenario.folder, ['--port', '0', 'nowhere']);
  await using dashboard = await DashboardPage.open(server);
  const { page } = dashboard;
  await page.waitForURL(/projects\/nowhere$/);
  await page
    .getByText(/nowhere/)
    .first()
    .waitFor();
  await page.getByText('The files cannot be read.').waitFor();
  // Nothing can be done with what is neither in files nor in containers.
  expect(await page.getByRole('button', { name: 'Up', exact: true }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'More for nowhere' }).count()).toBe(0);
  await dashboard.shot('start-unknown-project');
  await page.getByRole('link', { name: 'Home' }).first().click();
  await page.waitForURL(/\/e\/[^/]+$/);
});

test('a link opens in a new tab as long as one is open that was let in, and in no other browser', async () => {
  await using server = await DashboardServer.start(home, scenario.folder, ['--port', '0']);
  await using dashboard = await DashboardPage.open(server);
  const stranger = await launchChromium();
  try {
    const page = await stranger.newPage();
    await page.goto(server.origin);
    await page.getByText('This address has been used').waitFor();
  } finally {
    await stranger.close();
  }
  const tab = await dashboard.page.context().newPage();
  await tab.goto(dashboard.page.url());
  await tab.locator('#main[data-connected="true"]').waitFor();
  await dashboard.page.close();
  const third = await tab.context().newPage();
  await third.goto(tab.url());
  await third.locator('#main[data-connected="true"]').waitFor();
});

test('an engine that does not answer is told of with its address and what to do; there is a way to others', async () => {
  const given = { ...home, env: { ...home.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' } };
  await using server = await DashboardServer.start(given, scenario.folder, ['--port', '0']);
  await using dashboard = await DashboardPage.open(server);
  const { page } = dashboard;
  const told = page.getByRole('alert');
  await told.getByText('unix:///nowhere/docker.sock').waitFor();
  await told.getByText(/^Start that engine, or choose another one/).waitFor();
  await dashboard.shot('start-no-engine');
  await page.getByRole('button', { name: /^Engine: / }).click();
  await page
    .getByRole('menuitemcheckbox', { name: /does not answer/ })
    .first()
    .waitFor();
});
