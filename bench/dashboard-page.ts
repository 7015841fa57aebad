/**
 * Measures the dashboard's page in headless Chromium on our own engine: first paint, what a tick costs with many services, what the
 * page costs while nothing happens. An image has to be there: `--image`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import { run } from '../test/support/command.ts';
import { DashboardPage, DashboardServer } from '../test/support/dashboard-page.ts';
import { engineHome, tuttiCommand } from '../test/support/world.ts';

const usage = `Measures the dashboard's page in headless Chromium: first paint, a tick with many services, idle.

  node bench/dashboard-page.ts --image NAME [--services 500] [--seconds 15] [--loads 7]

  --image     an image of the engine of TUTTI_ROOT and TUTTI_RUN that has 'sleep'
`;

const { values } = parseArgs({
  options: {
    image: { type: 'string' },
    services: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '15' },
    loads: { type: 'string', default: '7' },
    help: { type: 'boolean' },
  },
});

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds of the thread's own time: others on the machine do not count. */
  tdur?: number;
  args?: { name?: string };
}

const median = (figures: number[]) =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;
const say = (what: string, figure: string) => void process.stdout.write(`${what.padEnd(58)} ${figure}\n`);

/** From navigation to the first contentful paint, in milliseconds. */
async function firstPaint(page: Page): Promise<number> {
  await page.reload();
  await page.locator('.row-link').first().waitFor();
  return page.evaluate<number>(
    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN",
  );
}

/** Milliseconds of each task of the page's main thread meanwhile. */
async function mainThreadTasks(session: CDPSession, seconds: number): Promise<number[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    traceConfig: {
      includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'],
    },
    transferMode: 'ReportEvents',
  });
  await pause(seconds * 1_000);
  await session.send('Tracing.end');
  await complete;
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return events
    .filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && mains.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000);
}

/** Part of one CPU that the page's main thread is busy. */
async function busy(session: CDPSession, seconds: number): Promise<number> {
  const total = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await total();
  await pause(seconds * 1_000);
  return (await total()) - before;
}

async function measureTicks(dashboard: DashboardPage, seconds: number): Promise<void> {
  const session = await dashboard.page.context().newCDPSession(dashboard.page);
  const share = (await busy(session, seconds)) / seconds;
  const tasks = (await mainThreadTasks(session, seconds)).toSorted((a, b) => b - a);
  say('main thread busy', `${(share * 100).toFixed(1)} %`);
  say('longest task, and the longest but nine', `${tasks[0]?.toFixed(1)} ms, ${tasks[9]?.toFixed(1)} ms`);
  say('tasks above 16 ms, a second', ((tasks.filter((ms) => ms > 16).length || 0) / seconds).toFixed(2));
}

async function measure(folder: string, image: string, services: number, seconds: number): Promise<void> {
  const { TUTTI_ROOT = '', TUTTI_RUN = '' } = process.env;
  const home = engineHome(TUTTI_ROOT, TUTTI_RUN);
  const tutti = async (...args: string[]) => {
    const { status, stderr } = await run(tuttiCommand, args, {
      cwd: folder,
      env: home.env,
      timeout: 600_000,
    });
    if (status !== 0) throw new Error(stderr);
  };
  const service = `image: ${image}, command: [sleep, infinity], stop_grace_period: 0s, network_mode: none`;
  const rows = Array.from({ length: services }, (_, i) => `  s${i}: { ${service} }\n`);
  writeFileSync(join(folder, 'compose.yml'), `name: bench-page\nservices:\n${rows.join('')}`);
  await tutti('up', '-d');
  try {
    await using server = await DashboardServer.start(home, folder, ['bench-page']);
    await using dashboard = await DashboardPage.open(server);
    const { page } = dashboard;
    await page.locator('.row-link').first().waitFor();
    const paints: number[] = [];
    for (let i = 0; i < Number(values.loads); i += 1) paints.push(await firstPaint(page));
    say(
      `first contentful paint, ${services} services (median, worst)`,
      `${median(paints).toFixed(0)} ms, ${Math.max(...paints).toFixed(0)} ms`,
    );
    await pause(3_000);
    say(`${services} services, project's page:`, '');
    await measureTicks(dashboard, seconds);
    await page.getByRole('link', { name: 'Home' }).first().click();
    await page.getByRole('table', { name: 'Projects' }).waitFor();
    say(`${services} services, Home:`, '');
    await measureTicks(dashboard, seconds);
    await tutti('down', '-t', '0');
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await pause(1_000);
    const session = await page.context().newCDPSession(page);
    say(
      'nothing runs: main thread busy',
      `${(((await busy(session, seconds)) / seconds) * 100).toFixed(2)} %`,
    );
  } finally {
    await tutti('down', '-t', '0');
  }
}

async function main(): Promise<void> {
  if (values.help || values.image === undefined) return void process.stdout.write(usage);
  const folder = mkdtempSync(join(tmpdir(), 'tutti-bench-page-'));
  try {
    await measure(folder, values.image, Number(values.services), Number(values.seconds));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
