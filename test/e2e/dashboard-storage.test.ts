/** Images, builds, volumes, networks, and where the space went, of a project that builds its images. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { NetworkInspect } from '../../src/engine-api/index.ts';
import { connectEngine, diskUsage } from '../../src/engine-client/index.ts';
import { busyboxArchive } from '../support/busybox.ts';
import { DashboardPage, DashboardServer, type Theme } from '../support/dashboard-page.ts';
import { removeReplacedImages } from '../support/project-resources.ts';
import { eventually } from '../support/wait.ts';
import { Scenario } from '../support/world.ts';

const home = inject('home');

const common = `FROM scratch
ADD rootfs.tar /
RUN head -c 3000000 /dev/zero | tr '\\0' x > /common
`;

const files = {
  'compose.yml': `services:
  web:
    build: ./app
    ports: ["127.0.0.1::80"]
    networks: { front: { aliases: [www] }, back: {} }
    volumes: ["data:/data"]
    stop_grace_period: 0s
  worker:
    build: { context: ./app, dockerfile: worker.Dockerfile }
    networks: [back]
    volumes: ["data:/data:ro", "cache:/cache"]
    stop_grace_period: 0s
volumes: { data: {}, cache: {} }
networks: { front: {}, back: { internal: true } }
`,
  'app/Dockerfile': `${common}COPY page.html /srv/page.html
RUN head -c 500000 /dev/zero > /srv/blob; rm /etc/group; ln -s page.html /srv/index.html
CMD ["sh", "-c", "echo begun; echo for the page > /data/note.txt; sleep infinity"]
`,
  'app/worker.Dockerfile': `${common}RUN head -c 700000 /dev/zero > /own
CMD ["sh", "-c", "head -c 2000000 /dev/zero > /written; head -c 90000 /dev/zero > /cache/kept; sleep infinity"]
`,
  'app/page.html': '<h1>hello</h1>\n',
};

let scenario: Scenario;
let server: DashboardServer;
let dashboard: DashboardPage;

/** Podman counts a layer as the archive of its files, and a container with what it mounts on: some kilobytes more than these. */
const bytes =
  home.engine === 'podman'
    ? {
        common: '5\\.\\d+ MB',
        web: '50[1-6] kB',
        worker: '70[1-6] kB',
        unused: '79[1-6] kB',
        written: '2\\.01 MB',
      }
    : { common: '4\\.\\d+ MB', web: '500 kB', worker: '700 kB', unused: '790 kB', written: '2\\.00 MB' };

const at = (page: string): string =>
  `${new URL(dashboard.page.url()).pathname.split('/').slice(0, 3).join('/')}/${page}`;
const row = (text: string | RegExp) => dashboard.page.getByRole('row').filter({ hasText: text });

beforeAll(async () => {
  scenario = Scenario.create(home, 'dash-storage', files);
  addRootfs();
  // Builders without BuildKit's graph make what two services share once for each, if they are built at once.
  const oneByOne = ['docker-20', 'podman'].includes(home.engine) ? ['--parallel', '1'] : [];
  await scenario.succeeds([...oneByOne, 'up', '-d', '--build']);
  server = await DashboardServer.start(home, scenario.folder, ['dash-storage']);
  dashboard = await DashboardPage.open(server);
  await dashboard.page.waitForURL(/\/e\/[^/]+\//);
});

afterAll(async () => {
  await dashboard?.[Symbol.asyncDispose]();
  await server?.[Symbol.asyncDispose]();
  await scenario?.[Symbol.asyncDispose]();
  await removeReplacedImages(home, 'dash-storage');
});

/** A root file system that no other image has: its layer would be shared with that one. */
function addRootfs(): void {
  const archive = join(scenario.folder, 'app/rootfs.tar');
  copyFileSync(busyboxArchive(), archive);
  scenario.write('own/etc/own', randomUUID());
  execFileSync('tar', ['-C', join(scenario.folder, 'own'), '-rf', archive, 'etc/own']);
}

/** All that a removal could take, by kind and name; of an engine that others use too, what is ours. */
async function inventory(): Promise<string[]> {
  const client = await connectEngine({ env: { ...process.env, ...home.env } });
  const [usage, networks] = await Promise.all([
    diskUsage(client, new AbortController().signal),
    client.json<NetworkInspect[]>({ method: 'GET', path: '/networks' }),
  ]).finally(() => client.close());
  const all = [
    ...usage.Images.map(({ Id, RepoTags }) => `image ${RepoTags?.join() || Id}`),
    ...usage.Containers.map(({ Names }) => `container ${Names.join()}`),
    ...usage.Volumes.map(({ Name }) => `volume ${Name}`),
    ...networks.map(({ Name }) => `network ${Name}`),
    ...(usage.BuildCache ?? []).map(({ ID }) => `cache ${ID}`),
  ].sort();
  return home.engine === 'embedded' ? all : all.filter((each) => each.includes('dash-storage'));
}

test('an image tells who uses it, what is its own, its layers with their instructions and files', async () => {
  const { page } = dashboard;
  await dashboard.goto(at('images?find=dash-storage'));
  const web = row('dash-storage-web:latest');
  await web.getByRole('checkbox', { name: 'Select dash-storage-web:latest' }).waitFor();
  expect(await web.innerText()).toMatch(new RegExp(`dash-storage-web-1\\s+5\\.\\d+ MB\\s+${bytes.web}\\s+`));
  await web.getByRole('link', { name: 'dash-storage-web:latest' }).click();
  const layers = page.locator('.layer');
  await expect
    .poll(() => layers.filter({ hasText: 'head -c 3000000' }).innerText())
    .toMatch(/3\.00 MB\s+in 1 more/);
  const top = layers.filter({ hasText: 'head -c 500000' });
  expect(await top.innerText()).toMatch(new RegExp(`^RUN head -c 500000 [^#]*${bytes.web}\\s+Files$`));
  await top.getByRole('button', { name: 'Files' }).click();
  const listed = page.getByRole('table', { name: 'Files of the layer' });
  await listed.waitFor();
  expect(await listed.innerText()).toMatch(/srv\/blob\s+file\s+500 kB/);
  expect(await listed.innerText()).toMatch(/etc\/group\s+removed/);
  expect(await listed.innerText()).toContain('srv/index.html → page.html');
});

test('a build made here is kept with its steps, their times, what came out of the cache, and its output', async () => {
  const { page } = dashboard;
  scenario.write('app/page.html', '<h1>changed</h1>\n');
  await dashboard.goto(at('projects/dash-storage'));
  await page.getByRole('button', { name: 'More for dash-storage' }).click();
  await page.getByRole('menuitem', { name: /^Rebuild/ }).click();
  await page.getByRole('button', { name: /^Apply/ }).click();
  await page.getByText(/^Done in /).waitFor();
  await page.keyboard.press('Escape');
  await dashboard.goto(at('builds'));
  const build = page.locator('.panel').filter({ hasText: 'dash-storage / web' }).first();
  const step = (text: string) => build.locator('.build-steps > li').filter({ hasText: text });
  await build.getByRole('link', { name: 'Output' }).click();
  await step('head -c 3000000')
    .getByText(/cached$/)
    .waitFor();
  expect(await step('COPY page.html').innerText()).toMatch(/\d m?s$/);
  await build
    .getByLabel('Output of the build')
    .getByText(/RUN head -c 500000/)
    .waitFor();
});

test('a volume tells who mounts it where; its files are put in and taken out', async () => {
  const { page } = dashboard;
  await dashboard.goto(at('volumes'));
  await page.getByRole('searchbox', { name: 'Search volumes' }).fill('storage_');
  expect(await row('dash-storage_cache').innerText()).toMatch(
    /of dash-storage\s+dash-storage-worker-1\s+90\.0 kB/,
  );
  await page.getByRole('link', { name: 'dash-storage_data' }).click();
  await page.getByText('dash-storage-worker-1 at /data read only').waitFor();
  await page.getByText('dash-storage-web-1 at /data', { exact: true }).waitFor();
  // More than what is under way at once.
  const buffer = Buffer.alloc(3_000_000, 'from the page ');
  await page.getByLabel('Files to upload').setInputFiles({ name: 'up.txt', mimeType: 'text/plain', buffer });
  await page.getByRole('link', { name: 'up.txt' }).waitFor();
  expect(await scenario.succeeds(['exec', '-T', 'worker', 'tail', '-c', '100', '/data/up.txt'])).toBe(
    buffer.subarray(-100).toString(),
  );
  const taken = page.waitForEvent('download');
  await row('up.txt')
    .getByRole('button', { name: /^Download/ })
    .click();
  expect(readFileSync(await (await taken).path()).equals(buffer)).toBe(true);
  await page.getByRole('link', { name: 'note.txt' }).click();
  await page.getByText('for the page').waitFor();
});

test('networks are drawn with names and published ports, and told in tables', async () => {
  const { page } = dashboard;
  const port = /:(\d+)$/.exec((await scenario.succeeds(['port', 'web', '80'])).trim())?.[1] ?? '';
  await dashboard.goto(at('networks'));
  const drawing = page.getByRole('region', { name: 'Drawing of the networks' });
  await drawing.getByText('dash-storage_front', { exact: true }).waitFor();
  expect(await drawing.getByText(`${port}→80/tcp`).textContent()).toContain(`${port}→80/tcp`);
  await drawing
    .getByText(/\bwww\b/)
    .first()
    .waitFor();
  const back = page.getByRole('table', { name: 'Members of dash-storage_back' });
  expect(await back.innerText()).toMatch(/dash-storage-worker-1\s+.*worker.*\s+\d+\.\d+\.\d+\.\d+/);
  const front = page.getByRole('table', { name: 'Members of dash-storage_front' });
  expect(await front.innerText()).toMatch(/www/);
  await front.getByRole('link', { name: port }).waitFor();
  await drawing.getByRole('link', { name: 'dash-storage-worker-1' }).click();
  await page.getByRole('complementary', { name: 'Container dash-storage-worker-1' }).waitFor();
});

test('the map leads from the project to its images, shared layers, containers and volumes; each byte is counted once', async () => {
  const { page } = dashboard;
  await dashboard.goto(at('storage'));
  const map = page.getByRole('group', { name: 'Where the space went' });
  // By keys: however little of the map an area has, and whatever lies over it.
  await map.getByRole('link', { name: /^dash-storage \d/ }).press('Enter');
  // The image before the rebuild, and what Podman's builder keeps without a name.
  const others = home.engine === 'podman' ? '\\d' : '1';
  const names = `dash-storage-web:latest, dash-storage-worker:latest and ${others} more`;
  await map.getByRole('link', { name: new RegExp(`^Shared by ${names} ${bytes.common}$`) }).waitFor();
  await map.getByRole('link', { name: new RegExp(`^dash-storage-worker-1 ${bytes.written}$`) }).waitFor();
  if (home.engine === 'embedded')
    await page.getByRole('row', { name: /Log of dash-storage-web-1 log \d+ B/ }).waitFor();
  else await page.getByText('this engine does not tell how much they take').waitFor();
  await map.getByRole('link', { name: /^dash-storage_cache 90\.0 kB$/ }).waitFor();
  await map.getByRole('link', { name: new RegExp(`^dash-storage-worker:latest ${bytes.worker}$`) }).waitFor();
  await map.getByRole('link', { name: /^Shared by / }).press('Enter');
  await map.getByRole('link', { name: /^RUN head -c 3000000 .* 3\.00 MB$/ }).click();
  await page
    .getByRole('table', { name: 'Files of the layer' })
    .getByText('common', { exact: true })
    .waitFor();
  await dashboard.goto(at('projects/dash-storage/storage'));
  await page.getByText(/^11\.\d+ MB of its own/).waitFor();
});

const looks: [theme: Theme, width: number][] = [360, 1400].flatMap((width): [Theme, number][] => [
  ['light', width],
  ['dark', width],
]);

test.each(['images', 'builds', 'volumes', 'networks', 'storage', 'projects/dash-storage/storage'])(
  '%s: axe finds nothing in both themes at 360 and 1400 pixels, and nothing is wider than the window',
  async (view) => {
    await dashboard.goto(at(view));
    await dashboard.page.getByText('dash-storage').last().waitFor();
    await dashboard.page.locator('.skeleton').first().waitFor({ state: 'detached' });
    const found: string[] = [];
    for (const [theme, width] of looks) {
      await dashboard.look({ theme, width });
      await dashboard.shot(`${view.replaceAll('/', '-')}-${theme}-${width}`);
      const wide = await dashboard.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (wide > 0) found.push(`${theme} ${width}: ${wide} pixels too wide`);
      for (const violation of await dashboard.accessibility()) found.push(`${theme} ${width}: ${violation}`);
    }
    await dashboard.look({ theme: 'light', width: 1400 });
    expect(found).toEqual([]);
  },
);

test('on a phone the tab that is shown is in sight', async () => {
  await dashboard.look({ width: 360 });
  await dashboard.goto(at('projects/dash-storage/storage'));
  const tab = dashboard.page.locator('.tabs [aria-current="page"]');
  await tab.waitFor();
  const box = await tab.boundingBox();
  expect(box?.x).toBeGreaterThan(0);
  expect((box?.x ?? 360) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  await dashboard.look({ theme: 'light', width: 1400 });
});

test('what is not used is listed with its bytes; exactly what is chosen goes', async () => {
  const { page } = dashboard;
  await scenario.succeeds(['rm', '-sf', 'worker']);
  const before = await inventory();
  await dashboard.goto(at('storage'));
  await page.getByRole('button', { name: 'Remove what is not used' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove what is not used' });
  await dialog.getByRole('checkbox', { name: 'Volumes, with their data' }).check();
  const volume = dialog.getByRole('row').filter({ hasText: 'dash-storage_cache' });
  expect(await volume.innerText()).toMatch(/volume\s+no container mounts it\s+90\.0 kB/);
  const image = dialog.getByRole('row').filter({ hasText: 'dash-storage-worker:latest' });
  expect(await image.innerText()).toMatch(new RegExp(`image\\s+no container uses it\\s+${bytes.worker}`));
  expect(await dialog.getByText('dash-storage_data').count()).toBe(0);

  const all = dialog.getByRole('checkbox', { name: 'Select all' });
  await all.check();
  await all.uncheck();
  for (const each of [volume, image]) await each.getByRole('checkbox').check();
  await dialog.getByRole('searchbox', { name: 'Search what is not used' }).fill('dash-storage_');
  await image.waitFor({ state: 'detached' });
  // What the search hides stays chosen, and is counted.
  await dialog.getByText(new RegExp(`^2 objects of \\d+ chosen, ${bytes.unused}$`)).waitFor();
  await dialog.getByRole('searchbox', { name: 'Search what is not used' }).fill('');
  await dialog.getByRole('checkbox', { name: 'Select image dash-storage-worker:latest' }).waitFor();
  await dialog.getByRole('button', { name: 'Show the plan' }).click();

  const sheet = page.getByRole('dialog', { name: 'Remove 2 objects' });
  await sheet.getByText('remove image dash-storage-worker:latest').waitFor();
  await sheet.getByText(new RegExp(`^${bytes.unused} become free\\.$`)).waitFor();
  await sheet.getByText('volume dash-storage_cache').first().waitFor();
  await sheet.getByText(/image rm dash-storage-worker:latest && .*volume rm dash-storage_cache/).waitFor();
  await dashboard.shot('prune-plan-light-1400');
  expect(await dashboard.accessibility()).toEqual([]);
  await sheet.getByRole('button', { name: 'Apply 2 steps' }).click();
  await page.getByText(/^Done in /).waitFor();
  const gone = ['image dash-storage-worker:latest', 'volume dash-storage_cache'];
  await eventually(async () =>
    expect(await inventory()).toEqual(before.filter((each) => !gone.includes(each))),
  );
  expect(before).toEqual(expect.arrayContaining(gone));
});

test('the browser has nothing to complain of', () => {
  expect(dashboard.complaints()).toEqual([]);
});
