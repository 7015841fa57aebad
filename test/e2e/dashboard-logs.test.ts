import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DashboardPage, DashboardServer } from '../support/dashboard-page.ts';
import { eventually } from '../support/wait.ts';
import { pullable, Scenario } from '../support/world.ts';

const home = inject('home');
const image = pullable(home, 'redis:6.0-alpine');
const LINES = 30_000;

/** Each writes what it has to, then lives on, but for `many`, which is over. */
const scripts = {
  api: `echo '{"level":"info","msg":"served","status":200,"user":{"id":7}}'
echo '{"level":"error","msg":"too slow","status":504,"user":{"id":8}}' >&2`,
  hostile: `echo '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
printf '\\033]0;stolen\\007\\033]52;c;aGk=\\007beside\\n'
printf 'safe \\342\\200\\256gpj.exe\\n'
head -c 1000000 /dev/zero | tr '\\0' x; echo
head -c 400 /dev/urandom; echo
printf '10%%\\r99%%\\n'
printf '\\033[31mred\\033[0m\\n'`,
  many: `i=0; while [ $i -lt ${LINES} ]; do echo "line $i of many"; i=$((i+1)); done`,
  worker: `printf 'ERROR:root:job failed\\nTraceback (most recent call last):\\n  File "a.py", line 3, in run\\n    go()\\nValueError: no\\n' >&2`,
};

const services = Object.entries(scripts).map(([name, script]) => {
  const ends = name === 'many' ? '' : '\nexec sleep infinity';
  const command = JSON.stringify(['sh', '-c', `${script}${ends}`.replaceAll('$', '$$$$')]);
  return `  ${name}: { image: "${image}", command: ${command}, stop_grace_period: 0s }`;
});

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;
let logs: string;

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-logs', { 'compose.yml': `services:\n${services.join('\n')}\n` });
  await scenario.succeeds(['up', '-d']);
  await scenario.succeeds(['wait', 'many']);
  server = await DashboardServer.start(home, scenario.folder);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+\//);
  logs = `${new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/')}/projects/dash-logs/logs`;
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

/** What was copied, as a person sees it: by pasting it. */
async function pasted(): Promise<string> {
  await search().fill('');
  await search().press('Control+v');
  return search().inputValue();
}

test('lines of all services are one list by time, those of a stopped container too, in the colours of `up`', async () => {
  await show({ services: 'api,many,worker', find: '-many' });
  await row('served').waitFor();
  const labels = await list().locator('.log-label').allTextContents();
  expect(new Set(labels)).toEqual(new Set(['api-1', 'worker-1']));
  // `up` colours containers in the order of their names: api, hostile, many, worker.
  await expect(row('served').locator('.log-label').getAttribute('class')).resolves.toContain('service-0');
  await expect(row('job failed').locator('.log-label').getAttribute('class')).resolves.toContain('service-3');
  const times = await list()
    .locator('time')
    .evaluateAll((all) => all.map((each) => each.getAttribute('datetime') ?? ''));
  expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
});

test('a stack trace is one line until it is folded out, and is found as a whole', async () => {
  await show({ find: 'ValueError' });
  await row('job failed').waitFor();
  expect(await row('go()').count()).toBe(0);
  await row('job failed').getByRole('button', { name: '… 4 more lines' }).click();
  await row('go()').waitFor();
});

test('fields of JSON are shown, narrow the search, and become columns', async () => {
  await show({ find: 'level:info,error svc:api' });
  await row('too slow').click();
  await dashboard.page.keyboard.press('Enter');
  await row('too slow').getByRole('button', { name: 'user.id as a column' }).click();
  await row('served').locator('.log-cell').getByText('7').waitFor();
  await row('too slow').getByRole('button', { name: 'Only lines with this status' }).click();
  await row('served').waitFor({ state: 'detached' });
  expect(await search().inputValue()).toBe('level:info,error svc:api status:504');
});

test('a search goes through the whole log in the server; its hit leads to the lines around it, and back', async () => {
  await show({ find: '"line 17 of"' });
  await row('line 17 of many').waitFor();
  expect(await list().locator('.log-row').count()).toBe(1);
  expect(await list().locator('mark').allTextContents()).toEqual(['line 17 of']);
  await row('line 17 of many').hover();
  await dashboard.page.getByRole('button', { name: 'Lines around this one' }).click();
  await row(/line 16 of/).waitFor();
  await row(/line 18 of/).waitFor();
  expect(await list().locator('.log-row.target').innerText()).toContain('line 17 of many');
  const address = dashboard.page.url();
  await dashboard.reload();
  await row(/line 18 of/).waitFor();
  expect(dashboard.page.url()).toBe(address);
  await dashboard.page.getByRole('button', { name: 'Back', exact: true }).click();
  await row(/line 16 of/).waitFor({ state: 'detached' });
  expect(await search().inputValue()).toBe('"line 17 of"');
});

test('older lines come by scrolling, up to the first', async () => {
  await show({ services: 'many' });
  await row(`line ${LINES - 1} of`).waitFor();
  await list().focus();
  await eventually(async () => {
    await dashboard.page.keyboard.press('Home');
    expect(await row(/^\S+line 0 of many/).count()).toBe(1);
  }, 60_000);
});

test('the histogram counts all lines by level; a range of it is chosen by pointer or by keys', async () => {
  await show({ services: 'api,many,worker' });
  const chips = dashboard.page.getByRole('group', { name: 'Levels' });
  await chips.getByRole('button', { name: 'error 2' }).waitFor();
  const histogram = dashboard.page.getByRole('slider', { name: /^Lines by time/ });
  await histogram.focus();
  for (const key of ['ArrowLeft', 'Shift+ArrowLeft', 'Enter']) await dashboard.page.keyboard.press(key);
  await dashboard.page.waitForURL(/since=.*until=/);
  await dashboard.page.getByRole('button', { name: /show all times again$/ }).click();
  await chips.getByRole('button', { name: 'error 2' }).waitFor();
  const box = await histogram.boundingBox();
  if (box === null) throw new Error('no histogram');
  await dashboard.page.mouse.move(box.x + 2, box.y + 10);
  await dashboard.page.mouse.down();
  await dashboard.page.mouse.move(box.x + box.width / 2, box.y + 10);
  await dashboard.page.mouse.up();
  await dashboard.page.waitForURL(/since=.*until=/);
  await row('of many').first().waitFor();
  await chips.getByRole('button', { name: /^error/ }).click();
  await row('of many').first().waitFor({ state: 'detached' });
  expect(await search().inputValue()).toBe('level:error');
});

test('hostile lines are text: nothing runs, steers the terminal, hides, or turns around', async () => {
  await show({ services: 'hostile' });
  await row('onerror').waitFor();
  await row('beside').waitFor();
  const { page } = dashboard;
  expect(await list().locator('img, script').count()).toBe(0);
  expect(await page.evaluate('window.hit')).toBeUndefined();
  expect(await page.title()).not.toContain('stolen');
  expect(await row('gpj.exe').innerText()).toContain('safe ¤gpj.exe');
  expect(await row('99%').innerText()).not.toContain('10%');
  await row('red').locator('.ansi-red').waitFor();
  const long = row('show all 1.00 MB');
  await long.getByRole('button').click();
  await eventually(async () => {
    const whole = await list().getByRole('region', { name: 'The whole line' }).textContent();
    expect(whole?.length).toBe(1_000_000);
  });
});

test('a query that cannot be read is told with its place, by the page or by the server', async () => {
  await show();
  await search().fill('level:loud');
  await dashboard.page.getByRole('alert').getByText('there is no level “loud”').waitFor();
  await search().fill('/a(?=b)/');
  await dashboard.page
    .getByRole('alert')
    .getByText(/at character 1/)
    .waitFor();
  await search().fill('served');
  await row('served').waitFor();
});

test('a search is saved under a name, of its project, and is there for the next page', async () => {
  const { page } = dashboard;
  await show({ services: 'api', find: 'served' });
  await row('served').waitFor();
  await page.getByRole('button', { name: 'Saved searches' }).click();
  const dialog = page.getByRole('dialog', { name: 'Saved searches of dash-logs' });
  await dialog.getByRole('textbox', { name: 'Name of this search' }).fill('what went out');
  await page.keyboard.press('Enter');
  await dialog.getByText('api · served').waitFor();
  expect(await dashboard.accessibility()).toEqual([]);
  await show({ find: 'level:error' });
  await row('too slow').waitFor();
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await dialog.getByRole('button', { name: 'what went out', exact: true }).click();
  await row('served').waitFor();
  expect(await search().inputValue()).toBe('served');
  expect(page.url()).toContain('services=api');
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await dialog.getByRole('button', { name: 'Forget what went out' }).click();
  await dialog.getByText('None yet.').waitFor();
  await page.keyboard.press('Escape');
});

test('lines are downloaded as they are in the log, as text and as JSON', async () => {
  await show({ services: 'api,many', find: '-"line 1"' });
  await row('of many').first().waitFor();
  const menu = dashboard.page.getByRole('button', { name: 'Download and copy' });
  const saved = async (item: string): Promise<string[]> => {
    await menu.click();
    const download = dashboard.page.waitForEvent('download');
    await dashboard.page.getByRole('menuitem', { name: item }).click();
    return readFileSync(await (await download).path(), 'utf8')
      .trimEnd()
      .split('\n');
  };
  const all = await scenario.succeeds(['logs', '--no-log-prefix', '--no-color', 'api', 'many']);
  const expected = all
    .trimEnd()
    .split('\n')
    .filter((line) => !line.includes('line 1'));
  const text = await saved('Download as text');
  expect(text.map((line) => line.replace(/^.*? \| \S+ /, '')).toSorted()).toEqual(expected.toSorted());
  expect(text[0]).toMatch(/^(api|many)-1 +\| \d{4}-\d\d-\d\dT[\d:.]+Z /);
  const json = (await saved('Download as JSON lines')).map(
    (line) => JSON.parse(line) as Record<string, unknown>,
  );
  expect(json.map(({ text: line }) => String(line)).toSorted()).toEqual(expected.toSorted());
  expect(json.find(({ text: line }) => String(line).includes('slow'))).toMatchObject({
    service: 'api',
    level: 'error',
    stream: 'stderr',
    fields: { 'user.id': '8' },
  });
  await menu.click();
  await dashboard.page.getByRole('menuitem', { name: /^Copy as/ }).click();
  await expect
    .poll(pasted)
    .toBe(
      "tutti --project-name dash-logs logs --no-log-prefix --follow api many | grep -a --line-buffered -v -iF -e 'line 1'",
    );
});

test('rows are walked through, chosen and copied by keys alone', async () => {
  await show({ services: 'api' });
  await row('too slow').waitFor();
  await list().focus();
  for (const key of ['ArrowUp', 'Shift+ArrowUp']) await dashboard.page.keyboard.press(key);
  await list().locator('.log-row.selected').nth(1).waitFor();
  await dashboard.page.keyboard.press('Control+c');
  const copied = await pasted();
  expect(copied).toContain('served');
  expect(copied).toContain('too slow');
});

test('it is good to use in both themes and at any width, and the browser complains of nothing', async () => {
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [360, 800, 1400]) {
      await dashboard.look({ theme, width });
      await show({ services: 'api,worker,hostile' });
      await list().locator('.log-row').first().waitFor();
      await dashboard.page.getByRole('group', { name: 'Levels' }).getByRole('button').first().waitFor();
      expect(await dashboard.accessibility(), `${theme} ${width}`).toEqual([]);
      expect(await dashboard.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        width,
      );
      await dashboard.shot(`logs-${theme}-${width}`);
    }
  }
  expect(dashboard.complaints()).toEqual([]);
});
