import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { ForwardedEngine } from '../support/forwarded-engine.ts';
import { eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');

/** Podman forgets what ran in a container when it starts it again: it can be asked before at best. */
const endOfRestarted =
  home.engine === 'podman'
    ? /^The shell ended with (its container\.|code 137 \(SIGKILL)/
    : /^The shell ended with code 137 \(SIGKILL/;

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;
let project: string;

beforeAll(async () => {
  const web = `{ image: "${image}", command: [sleep, infinity], stop_grace_period: 0s }`;
  const bare = `{ image: "${image}", command: [sh, -c, "rm -f /bin/*sh /usr/bin/*sh; exec sleep infinity"], stop_grace_period: 0s }`;
  scenario = Scenario.create(home, 'dash-shell', {
    'compose.yml': `services:\n  web: ${web}\n  bare: ${bare}\n`,
  });
  await scenario.succeeds(['up', '-d']);
  server = await DashboardServer.start(home, scenario.folder);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+\//);
  project = `${new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/')}/projects/dash-shell`;
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
});

const screen = () => dashboard.page.locator('.xterm-rows');

test('a shell is typed into, has the size of its place, and neither title nor clipboard of the page', async () => {
  const { page } = dashboard;
  await dashboard.goto(`${project}?container=dash-shell-web-1&pane=shell`);
  await eventually(async () => expect(await screen().innerText()).toContain('#'));
  const title = await page.title();
  await page.keyboard.type(
    "printf '\\033]0;stolen\\007\\033]52;c;c3RvbGVu\\007\\033[38;2;255;100;0mcolored\\033[0m\\n'; echo sum $((40+2)); stty size\n",
  );
  await eventually(async () => expect(await screen().innerText()).toMatch(/sum 42\s+[1-9]\d+ [1-9]\d+/));
  expect(
    await screen()
      .locator('span', { hasText: /^colored$/ })
      .getAttribute('style'),
  ).toContain('255, 100, 0');
  expect(await page.title()).toBe(title);
  await page.getByRole('button', { name: 'New shell' }).click();
  await page.getByRole('button', { name: /^Shell 2: / }).waitFor();
  await eventually(async () => expect(await screen().innerText()).toContain('#'));
  await page.keyboard.type('exit 3\n');
  await page.getByText('The shell ended with code 3.').waitFor();
  await page.getByRole('button', { name: /^Shell 1: / }).click();
  await eventually(async () => expect(await screen().innerText()).toContain('sum 42'));
});

test('what is chosen in a terminal is copied by Ctrl-Shift-C', async () => {
  const { page } = dashboard;
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.type("clear; echo chosen''words\n");
  const line = page.locator('.xterm-rows > div', { hasText: /^chosenwords/ });
  await line.dblclick({ position: { x: 20, y: 8 }, force: true });
  await page.keyboard.press('Control+Shift+C');
  // As a person sees what was copied: by pasting it.
  await page.keyboard.type('echo pasted ');
  await page.keyboard.press('Shift+Insert');
  await eventually(async () => expect(await screen().innerText()).toContain('echo pasted chosenwords'));
  await page.keyboard.press('Control+c');
});

test('where there is no shell it says so, with the way to the files', async () => {
  const { page } = dashboard;
  await dashboard.goto(`${project}?container=dash-shell-bare-1&pane=shell`);
  await page.getByRole('heading', { name: 'Its image has no shell' }).waitFor();
  expect(await page.locator('.xterm').count()).toBe(0);
  expect(await dashboard.accessibility()).toEqual([]);
  await page.getByRole('link', { name: 'Its files' }).click();
  await page.getByRole('table', { name: 'Files in /' }).waitFor();
  await dashboard.goto(`${project}?container=dash-shell-web-1&pane=shell`);
  await eventually(async () => expect(await screen().innerText()).toContain('#'));
});

test('by keyboard one comes out of the terminal again; Tab is the shell’s until one says so', async () => {
  const { page } = dashboard;
  const inTerminal = () => page.evaluate<boolean>("document.activeElement?.closest('.xterm') !== null");
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Tab');
  expect(await inTerminal()).toBe(true);
  await page.keyboard.press('Control+m');
  await page.getByText('Tab leaves the terminal; Ctrl-M gives it back to the shell.').waitFor();
  await page.keyboard.press('Shift+Tab');
  expect(await inTerminal()).toBe(false);
  await page.keyboard.press('Escape');
  await page.getByRole('complementary').waitFor({ state: 'detached' });
});

test('a shell that ended says why, and is opened again below what it showed, by a click or by Enter', async () => {
  const { page } = dashboard;
  await dashboard.goto(`${project}?container=dash-shell-web-1&pane=shell`);
  await eventually(async () => expect(await screen().innerText()).toContain('#'));
  await page.keyboard.type('echo before; exit 4\n');
  await page.getByText('The shell ended with code 4.').waitFor();
  await page.getByRole('button', { name: /^Shell 1: \w+ \(ended\)$/ }).waitFor();
  await page.getByRole('button', { name: 'Open it again' }).click();
  await page.getByText('Ctrl-M: Tab leaves the terminal.').waitFor();
  await page.keyboard.type(`echo aga''in\n`);
  await eventually(async () => expect(await screen().innerText()).toMatch(/before[^]*again\s/));
  await scenario.succeeds(['restart', '-t', '0', 'web']);
  await page.getByText(endOfRestarted).waitFor();
  const again = page.getByRole('button', { name: 'Open it again' });
  await expect.poll(() => again.isEnabled()).toBe(true);
  await page.getByRole('textbox', { name: 'Terminal input' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Ctrl-M: Tab leaves the terminal.').waitFor();
  await page.keyboard.type('echo sum $((20+3))\n');
  await eventually(async () => expect(await screen().innerText()).toContain('sum 23'));
});

test('the engine goes and comes back: the terminal says so, keeps what it showed, and is opened again by a click', async () => {
  await using forwarded = await ForwardedEngine.open(home);
  await using second = await DashboardServer.start(forwarded.home, scenario.folder, ['dash-shell']);
  await using other = await DashboardPage.open(second);
  const { page } = other;
  await page.waitForURL(/projects\/dash-shell$/);
  await other.goto(`${new URL(page.url()).pathname}?container=dash-shell-web-1&pane=shell`);
  const shown = page.locator('.xterm-rows');
  await eventually(async () => expect(await shown.innerText()).toContain('#'));
  await page.keyboard.type('echo sum $((40+1))\n');
  await eventually(async () => expect(await shown.innerText()).toContain('sum 41'));
  await forwarded.cut();
  await page.getByText('This is how it was.').first().waitFor();
  await page
    .getByText('The engine does not answer. The shell can be opened again as soon as it does.')
    .waitFor();
  expect(await shown.innerText()).toContain('sum 41');
  await other.shot('shell-cut-light-1400');
  await forwarded.restore();
  await page.getByText('This is how it was.').first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Open it again' }).click();
  await page.getByText('Ctrl-M: Tab leaves the terminal.').waitFor();
  await page.keyboard.type('echo sum $((50+1))\n');
  await eventually(async () => expect(await shown.innerText()).toMatch(/sum 41[^]*sum 51/));
});

test('files are walked through, looked at, put in and taken out; what changed since the image is marked', async () => {
  const { page } = dashboard;
  await dashboard.goto(`${project}?container=dash-shell-web-1&pane=files&path=/data`);
  const picker = page.getByLabel('Files to upload');
  await picker.setInputFiles({
    name: 'note.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('<b>one\u202e</b>'),
  });
  await page.getByRole('link', { name: 'note.txt' }).click();
  await page.getByText('<b>one¤</b>').waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the file' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe('<b>one\u202e</b>');
  await page.getByRole('button', { name: 'Folder', exact: true }).click();
  await picker.setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('two') });
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByRole('link', { name: 'note.txt' }).click();
  await page.getByText('two', { exact: true }).waitFor();
  await dashboard.goto(`${project}?container=dash-shell-web-1&pane=files`);
  await page.getByRole('link', { name: 'etc', exact: true }).click();
  await page.getByRole('link', { name: 'hostname', exact: true }).waitFor();
});

test('of a folder with many files those in sight are drawn; keys reach them all', async () => {
  const { page } = dashboard;
  const make = 'mkdir /many; for i in $(seq 300); do : > /many/file-$((1000 + i)); done';
  await scenario.succeeds(['exec', '-T', 'web', 'sh', '-c', make]);
  await dashboard.goto(`${project}?container=dash-shell-web-1&pane=files&path=/many`);
  await page.getByRole('link', { name: 'file-1001', exact: true }).focus();
  await page.locator('.drawer tr[data-index="80"]').waitFor({ state: 'detached' });
  await page.keyboard.press('End');
  await page.locator('.row-link:focus', { hasText: 'file-1300' }).waitFor();
  await page.keyboard.press('Home');
  await page.locator('.row-link:focus', { hasText: 'file-1001' }).waitFor();
});

test('both are good to use in both themes, and the browser complains of nothing', async () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [360, 1400]) {
      await dashboard.look({ theme, width });
      for (const pane of ['shell', 'files']) {
        await dashboard.goto(`${project}?container=dash-shell-web-1&pane=${pane}`);
        await dashboard.page
          .locator(pane === 'shell' ? '.xterm-rows' : '.drawer .row-link')
          .first()
          .waitFor();
        expect(await dashboard.accessibility(), `${pane} ${theme} ${width}`).toEqual([]);
        await dashboard.shot(`${pane}-${theme}-${width}`);
      }
    }
  }
  expect(dashboard.complaints()).toEqual([]);
});
