/** The states of each view: loading, failed (cause and what to do), live, stale; and empty, with the next step. */

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { ForwardedEngine } from '../support/forwarded-engine.ts';
import { engineHome, pullable, removeEngine, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

let scenario: Scenario;
let forwarded: ForwardedEngine;
let server: DashboardServer;
let dashboard: DashboardPage;
let engine: string;

/** While it is held, the page hears nothing but that it is connected. */
const hearing = { held: false, waiting: [] as (() => void)[] };

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-states', {
    'compose.yml': `services:
  web:
    image: ${image}
    # What it keeps is of this project alone, its image may be that of others too.
    command: [sh, -c, "echo said; echo kept > /data/word; exec sleep infinity"]
    environment: { TZ: UTC }
    volumes: ["data:/data"]
    healthcheck: { test: [CMD, "true"], interval: 1s }
    stop_grace_period: 0s
  broken: { image: ${image}, command: [sh, -c, "exit 2"] }
  bare: { image: ${image}, command: [sleep, infinity], network_mode: none, profiles: [never] }
volumes: { data: {} }
`,
  });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds(['create', 'bare']);
  forwarded = await ForwardedEngine.open(home);
  server = await DashboardServer.start(forwarded.home, scenario.folder, ['dash-states']);
  dashboard = await DashboardPage.open(server);
  dashboard.page.setDefaultTimeout(10_000);
  await dashboard.page.waitForURL(/\/e\/[^/]+/);
  engine = new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/');
  await dashboard.page.routeWebSocket(/\/socket$/, (socket) => {
    const there = socket.connectToServer();
    there.onMessage((message) => {
      if (hearing.held && !String(message).includes('"welcome"'))
        hearing.waiting.push(() => socket.send(message));
      else socket.send(message);
    });
  });
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await forwarded?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

/** What failed in between leaves the next as it was found. */
afterEach(async () => {
  letHear();
  await forwarded.cut();
  await forwarded.restore();
});

function letHear(): void {
  hearing.held = false;
  for (const send of hearing.waiting.splice(0)) send();
}

const project = (rest = '') => `/projects/dash-states${rest}`;
const pane = (key: string) => project(`?container=dash-states-web-1&pane=${key}`);
const row = (name: string) => (page: Page) => page.getByRole('table').getByText(name).first();
const text =
  (words: string | RegExp, within = 'main') =>
  (page: Page) =>
    page.locator(within).getByText(words).first();
const inDrawer = (words: string | RegExp) => text(words, '.drawer');

interface View {
  path: string;
  /** What it shows when it knows something. */
  shows: (page: Page) => Locator;
  /** It keeps what is written in it, and says itself when it ended. */
  isShell?: boolean;
}

const views: Record<string, View> = {
  home: { path: '', shows: row('dash-states') },
  logs: { path: '/logs?from=dash-states', shows: text('said') },
  'logs of nothing yet': { path: '/logs', shows: text('Nothing is chosen') },
  images: { path: '/images', shows: row('redis:6.0-alpine') },
  builds: {
    path: '/builds',
    shows: (page) => page.locator('main .state-block:not(.failing), main .panel').first(),
  },
  volumes: { path: '/volumes', shows: row('dash-states_data') },
  'a volume': { path: '/volumes?volume=dash-states_data', shows: text('Upload here') },
  networks: { path: '/networks', shows: row('dash-states-web-1') },
  storage: { path: '/storage', shows: row('dash-states') },
  activity: { path: '/activity', shows: row('dash-states-web-1') },
  doctor: { path: '/doctor', shows: text('dash-states') },
  services: { path: project(), shows: row('web') },
  'logs of a project': { path: project('/logs'), shows: text('said') },
  graph: { path: project('/graph'), shows: text('broken') },
  file: { path: project('/file'), shows: (page) => page.locator('.cm-content', { hasText: 'services:' }) },
  config: { path: project('/config'), shows: text('services.web') },
  'storage of a project': { path: project('/storage'), shows: text('of its own') },
  why: { path: project('/why/broken'), shows: text('How it ended') },
  overview: { path: pane('overview'), shows: inDrawer('Working directory') },
  'logs of a container': { path: pane('logs'), shows: inDrawer('said') },
  shell: {
    path: pane('shell'),
    shows: (page) => page.locator('.xterm-rows', { hasText: /[#$]/ }),
    isShell: true,
  },
  files: { path: pane('files'), shows: inDrawer('Upload here') },
  stats: { path: pane('stats'), shows: inDrawer('of one CPU') },
  health: { path: pane('health'), shows: inDrawer('Last probes') },
  environment: { path: pane('environment'), shows: inDrawer('TZ') },
  mounts: { path: pane('mounts'), shows: inDrawer('/data') },
  network: { path: pane('network'), shows: inDrawer('Found as') },
  processes: { path: pane('processes'), shows: inDrawer('sleep') },
  inspect: { path: pane('inspect'), shows: inDrawer('HostConfig') },
};

const banner = () => dashboard.page.getByText('This is how it was.');
const failure = () => dashboard.page.getByRole('alert');

describe.each(Object.entries(views))('%s', (name, { path, shows, isShell }) => {
  test('is loading, then live; old when the engine goes; live again', async () => {
    const { page } = dashboard;
    hearing.held = true;
    await dashboard.goto(engine + path);
    await page.locator('#main .skeleton, .drawer .skeleton').first().waitFor();
    letHear();
    await shows(page).waitFor();
    await expect.poll(() => page.locator('.skeleton').count(), { timeout: 10_000 }).toBe(0);
    await forwarded.cut();
    await banner().first().waitFor();
    await shows(page).waitFor();
    await dashboard.shot(`stale-${name.replaceAll(' ', '-')}`);
    // A drawer says it too: it may lie over the whole page.
    await expect.poll(() => banner().count()).toBe(path.includes('container=') ? 2 : 1);
    await forwarded.restore();
    await banner().first().waitFor({ state: 'detached' });
    if (isShell) return;
    await shows(page).waitFor();
    expect(await failure().count()).toBe(0);
  });

  test('fails with the cause and what to do while the engine is gone, and comes by itself when it is there', async () => {
    const { page } = dashboard;
    await forwarded.cut();
    await dashboard.goto(engine + path);
    await failure().first().waitFor();
    await dashboard.shot(`failed-${name.replaceAll(' ', '-')}`);
    for (const told of await failure().all()) expect(await told.locator('p').innerText()).not.toBe('');
    await forwarded.restore();
    await shows(page).waitFor();
    expect(await failure().count()).toBe(0);
    expect(await banner().count()).toBe(0);
  });
});

test('an engine that was away for long is there again at once', async () => {
  await dashboard.goto(`${engine}${project()}`);
  await views.services?.shows(dashboard.page).waitFor();
  await forwarded.cut();
  await banner().first().waitFor();
  // Longer than the pauses between the attempts take to grow.
  await pause(9_000);
  const begin = performance.now();
  await forwarded.restore();
  await banner().first().waitFor({ state: 'detached' });
  expect(performance.now() - begin).toBeLessThan(2_500);
});

/** Says that nothing is there, and what to do about it. */
async function isEmpty({ page }: DashboardPage, within: string, title: string | RegExp): Promise<void> {
  const block = page.locator(`${within} .state-block`).filter({ hasText: title });
  await block.waitFor();
  expect(await block.locator('p, .command-line').count()).toBeGreaterThan(0);
}

test.each([
  ['services', 'This project has no services'],
  ['graph', /no services/],
  ['storage', 'The project takes no space of its own'],
])('of a project that is not there, %s says what to do', async (tab, title) => {
  await dashboard.goto(`${engine}/projects/nobody/${tab === 'services' ? '' : tab}`);
  await isEmpty(dashboard, 'main', title);
});

test.each([
  ['stats', 'It does not run'],
  ['shell', 'The container does not run'],
  ['processes', 'It does not run'],
  ['health', 'Nobody checks the health of this container'],
])('of a container that only was made, %s says what to do', async (key, title) => {
  await dashboard.goto(`${engine}${project(`?container=dash-states-bare-1&pane=${key}`)}`);
  await isEmpty(dashboard, '.drawer', title);
});

test('on an engine with nothing in it each page says what to do', async () => {
  const folder = mkdtempSync('/var/tmp/tutti-states-');
  const bare = engineHome(join(folder, 'root'), join(folder, 'run'));
  try {
    await using nowhere = Scenario.create(bare, 'nothing');
    await using own = await DashboardServer.start(bare, nowhere.folder);
    await using opened = await DashboardPage.open(own);
    const at = new URL(opened.page.url()).pathname.split('/').slice(0, 3).join('/');
    const titles = {
      '': /Nothing runs/,
      '/images': 'There are no images',
      '/builds': 'Nothing was built yet',
      '/volumes': 'There are no volumes',
      '/storage': 'Nothing takes space yet',
      '/activity': 'Nothing happened in the last hour',
      '/doctor': 'There is no project to look at',
    };
    for (const [path, title] of Object.entries(titles)) {
      await opened.goto(at + path);
      await opened.shot(`empty-${path.slice(1) || 'home'}`);
      await isEmpty(opened, 'main', title);
    }
  } finally {
    await removeEngine(bare);
    rmSync(folder, { recursive: true, force: true });
  }
});
