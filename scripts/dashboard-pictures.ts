/**
 * Makes the pictures of docs/dashboard.md anew: each view of the dashboard, light and dark, on an engine of its own with a small shop.
 *
 *   npm run build && node scripts/dashboard-pictures.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchChromium } from '../test/support/chromium.ts';
import { DashboardPage, DashboardServer } from '../test/support/dashboard-page.ts';
import { eventually } from '../test/support/wait.ts';
import { engineHome, removeEngine, Scenario } from '../test/support/world.ts';
import { provideStandIns } from './standins/images.ts';
import { stopRegistry } from './standins/registry.ts';

const repository = join(import.meta.dirname, '..');
const cache = join(repository, '.cache/stand-ins');
const folder = join(repository, 'docs/dashboard');

/** Pixels of the pictures; what is photographed is wider. */
const WIDTH = 1_000;
const QUALITY = 0.8;

const redis = 'docker.io/library/redis:6.0-alpine';
const talk = `i=0; while true; do i=$$((i+1)); echo "INFO GET /items/$$i 200 in $$((i%40)) ms"; [ $$((i%9)) = 0 ] && echo "ERROR upstream timed out after 5 s" >&2; sleep 0.4; done`;

const compose = `services:
  web:
    build: ./web
    ports: ["127.0.0.1::80"]
    environment: { TZ: UTC, API_TOKEN: a-secret }
    depends_on: { db: { condition: service_healthy } }
    healthcheck: { test: [CMD, "true"], interval: 2s }
    networks: [front, back]
    stop_grace_period: 0s
  db:
    image: ${redis}
    volumes: ["data:/data"]
    healthcheck: { test: [CMD, redis-cli, ping], interval: 2s }
    networks: [back]
    stop_grace_period: 0s
  worker:
    image: ${redis}
    command: [sh, -c, "echo cannot reach queue:6379; sleep 2; exit 3"]
    depends_on: [db]
    restart: always
    networks: [back]
    stop_grace_period: 0s
  migrate: { image: ${redis}, command: [echo, all tables are there], networks: [back] }
networks: { front: {}, back: {} }
volumes: { data: {} }
`;

const dockerfile = `FROM ${redis}
RUN head -c 30000000 /dev/zero > /srv/assets
COPY page.html /srv/
CMD ["sh", "-c", ${JSON.stringify(talk.replaceAll('$$', '$'))}]
`;

const shop = (rest = '') => `projects/shop${rest}`;

/** Views that only have to be opened: their names and addresses below the engine's. */
const views: [name: string, path: string][] = [
  ['home', ''],
  ['project', shop()],
  ['graph', shop('/graph')],
  ['file', shop('/file')],
  ['config', shop('/config')],
  ['logs', shop('/logs')],
  ['why', shop('/why/worker')],
  ['container', shop('?container=shop-web-1&pane=stats')],
  ['files', shop('?container=shop-web-1&pane=files')],
  ['health', shop('?container=shop-web-1&pane=health')],
  ['images', 'images'],
  ['volumes', 'volumes'],
  ['networks', 'networks'],
  ['storage', 'storage'],
  ['activity', 'activity'],
  ['doctor', 'doctor'],
];

/** Keeps what is seen, smaller, in both themes. */
type Take = (name: string) => Promise<void>;

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'tutti-pictures-'));
  const standIns = await provideStandIns(cache, (line) => process.stdout.write(`${line}\n`), root);
  const home = engineHome(join(root, 'root'), join(root, 'run'), standIns);
  mkdirSync(folder, { recursive: true });
  try {
    await using scenario = Scenario.create(home, 'shop', {
      'compose.yml': compose,
      'web/Dockerfile': dockerfile,
      'web/page.html': '<h1>shop</h1>\n',
    });
    await using server = await DashboardServer.start(home, scenario.folder);
    await using dashboard = await DashboardPage.open(server);
    await using browser = await launchChromium();
    const press = await browser.newPage();
    const take: Take = async (name) => {
      for (const theme of ['light', 'dark'] as const) {
        await dashboard.look({ theme });
        const picture = await pressed(press, await dashboard.page.screenshot());
        writeFileSync(join(folder, `${name}-${theme}.webp`), picture);
        process.stdout.write(`${name}-${theme}.webp ${picture.length}\n`);
      }
    };
    await photograph(dashboard, scenario, take);
  } finally {
    await removeEngine(home);
    await stopRegistry(root);
    rmSync(root, { recursive: true, force: true });
  }
}

async function photograph(dashboard: DashboardPage, scenario: Scenario, take: Take): Promise<void> {
  const { page } = dashboard;
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Up', exact: true }).click();
  await sheet.getByRole('button', { name: /^Apply/ }).click();
  await sheet.getByText(/^Done in /).waitFor({ timeout: 120_000 });
  await take('applied');
  await page.keyboard.press('Escape');
  const engine = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  // Charts and histograms need something to show.
  await eventually(async () => {
    const lines = await scenario.succeeds(['logs', 'web']);
    if (lines.split('\n').length < 60) throw new Error('not much was written yet');
  }, 120_000);
  for (const [name, path] of views) {
    await dashboard.goto(path === '' ? engine : `${engine}/${path}`);
    await page.locator('main h1, main .state-block').first().waitFor();
    await settled(page);
    await take(name);
  }
  await scenario.succeeds(['build', 'web']);
  await dashboard.goto(`${engine}/builds`);
  await page
    .getByRole('link', { name: /^Steps and output/ })
    .last()
    .click();
  await settled(page);
  await take('builds');
  await page.getByRole('link', { name: 'Storage' }).first().click();
  await page.getByRole('button', { name: 'Remove what is not used' }).click();
  await sheet.getByRole('table').or(sheet.getByText('Everything of these kinds is used')).waitFor();
  await take('prune');
  await page.keyboard.press('Escape');
  await dashboard.goto(`${engine}/images`);
  await page.getByRole('link', { name: 'shop-web:latest' }).click();
  await page.locator('.layer').first().waitFor();
  await take('image');
  await photographPlan(dashboard, scenario, engine, take);
}

async function photographPlan(
  dashboard: DashboardPage,
  scenario: Scenario,
  engine: string,
  take: Take,
): Promise<void> {
  const { page } = dashboard;
  scenario.edit('compose.yml', (text) => text.replace('TZ: UTC', 'TZ: CET'));
  await dashboard.goto(`${engine}/${shop()}`);
  await page.getByText(/^The file differs/).waitFor();
  await page.getByRole('button', { name: 'View plan' }).click();
  await page.getByRole('dialog').getByText('environment.TZ').waitFor();
  await take('plan');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('web');
  await page.getByRole('option').first().waitFor();
  await take('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Learn mode' }).click();
  await page.getByRole('region', { name: 'Learn mode' }).locator('dt').first().waitFor();
  await take('learn');
  await page.getByRole('button', { name: 'Learn mode' }).click();
  await dashboard.goto(`${engine}/${shop('?container=shop-db-1&pane=shell')}`);
  await page.locator('.xterm-rows', { hasText: '#' }).waitFor();
  await page.keyboard.type('redis-cli info memory | head -4\n');
  await page.locator('.xterm-rows', { hasText: 'used_memory_human' }).waitFor();
  await take('shell');
  await dashboard.look({ width: 360, height: 780 });
  await dashboard.goto(`${engine}/${shop()}`);
  await settled(page);
  await take('phone');
}

/** Nothing is drawn as loading any more, and measurements have come twice. */
async function settled(page: Page): Promise<void> {
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(2_500);
}

/** As WebP, by the browser's own encoder. */
async function pressed(page: Page, png: Buffer): Promise<Buffer> {
  const base64 = await page.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png.toString('base64')}';
    await image.decode();
    const scale = Math.min(1, ${WIDTH} / image.width);
    const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: ${QUALITY} });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  })()`);
  return Buffer.from(base64, 'base64');
}

await main();
