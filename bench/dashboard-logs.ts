/**
 * Prints what the dashboard's log list costs, in headless Chromium on an engine of its own: frames and the main thread's share with
 * 100,000 lines kept and 5,000 a second arriving; a search over 1,000,000 lines; memory after an hour of logs, written faster.
 *
 *   node bench/dashboard-logs.ts
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import { ApiEngine } from '../test/support/api-engine.ts';
import { DashboardPage, DashboardServer } from '../test/support/dashboard-page.ts';
import { eventually } from '../test/support/wait.ts';

const line =
  'INFO request handled path=/api/v1/items status=200 duration=17ms user=alice agent=curl/8.5.0 line';

/** 500 lines ten times a second; a shell and awk, for nothing else is in the image. */
const steady = `while true; do awk 'BEGIN{for(i=0;i<500;i++) print "${line} " i}'; usleep 90000; done`;
const atOnce = (count: number): string => `awk 'BEGIN{for(i=0;i<${count};i++) print "${line} " i}'`;

/** 100 lines a second for an hour. */
const HOUR = 360_000;
const MILLION = 1_000_000;
const KEPT = 100_000;
const ROW_PIXELS = 20;
const SECONDS = 8;

const folder = mkdtempSync(join(tmpdir(), 'tutti-bench-'));

async function main(): Promise<void> {
  await using engine = await ApiEngine.start();
  await write(engine, 'million', atOnce(MILLION));
  await engine.docker(['wait', 'million']);
  const home = { ...engine.home, env: { ...engine.home.env, TUTTI_IDLE: '0' } };
  await using server = await DashboardServer.start(home, folder);
  await using dashboard = await DashboardPage.open(server);
  await benchSearch(dashboard);
  await benchList(engine, dashboard);
  await benchHour(engine, dashboard, server);
}

async function write(engine: ApiEngine, name: string, script: string): Promise<void> {
  await engine.docker(['run', '-d', '--name', name, 'busybox', 'sh', '-c', script]);
}

async function show({ page }: DashboardPage, origin: string, query: Record<string, string>): Promise<void> {
  await page.goto(`${origin}/e/embedded/logs?${new URLSearchParams(query).toString()}`);
  await page.locator('#main[data-connected="true"]').waitFor();
}

async function benchSearch(dashboard: DashboardPage): Promise<void> {
  const { page, server } = dashboard;
  for (const find of [`"line 77"`, '/line 7777\\d$/', 'level:error', 'status:500']) {
    const begin = performance.now();
    await show(dashboard, server.origin, { from: 'container:million', find });
    // The whole log has been read when the search no longer runs.
    await page.locator('.log-progress progress').waitFor({ state: 'attached' });
    await page.locator('.log-progress progress').waitFor({ state: 'detached', timeout: 300_000 });
    print(
      `search ${find} to its end or 1,000 hits of ${MILLION.toLocaleString('en')} lines`,
      `${seconds(begin)} s`,
    );
  }
}

async function benchList(engine: ApiEngine, dashboard: DashboardPage): Promise<void> {
  const { page, server } = dashboard;
  await write(engine, 'steady', steady);
  await show(dashboard, server.origin, { from: 'container:steady' });
  await eventually(async () => {
    if ((await height(dashboard)) < KEPT * ROW_PIXELS) throw new Error('not full yet');
  }, 180_000);
  const session = await page.context().newCDPSession(page);
  // Time of the thread itself: what others on the machine take does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await metrics(session);
  const frames = await page.evaluate<{ frames: number; longest: number }>(`new Promise((resolve) => {
    const end = performance.now() + ${SECONDS * 1000};
    let frames = 0, longest = 0, last = performance.now();
    const step = (now) => {
      frames++; longest = Math.max(longest, now - last); last = now;
      if (now < end) requestAnimationFrame(step); else resolve({ frames, longest });
    };
    requestAnimationFrame(step);
  })`);
  const after = await metrics(session);
  const wall = after.Timestamp - before.Timestamp;
  print('frames a second, 100,000 lines kept, 5,000 a second', (frames.frames / wall).toFixed(1));
  print('longest frame', `${frames.longest.toFixed(0)} ms`);
  const busy = after.TaskDuration - before.TaskDuration;
  print("main thread's share", `${((100 * busy) / wall).toFixed(0)} %`);
  const layouts = after.LayoutCount - before.LayoutCount;
  print('main thread for each time that lines come', `${((1_000 * busy) / layouts).toFixed(1)} ms`);
  // Without those that are gone and wait to be collected.
  await session.send('HeapProfiler.collectGarbage');
  print('nodes in the page', String((await metrics(session)).Nodes));
  await engine.docker(['rm', '-f', 'steady']);
}

async function benchHour(
  engine: ApiEngine,
  dashboard: DashboardPage,
  server: DashboardServer,
): Promise<void> {
  const { page } = dashboard;
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const serverBefore = residentMegabytes(server.pid);
  await write(engine, 'hour', `sleep 3; ${atOnce(HOUR)}; echo the end; sleep 1000`);
  await show(dashboard, server.origin, { from: 'container:hour' });
  await page.getByText('the end', { exact: true }).waitFor({ timeout: 300_000 });
  await session.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize } = await metrics(session);
  print(`page's heap after ${HOUR.toLocaleString('en')} lines`, `${(JSHeapUsedSize / 1e6).toFixed(0)} MB`);
  print(
    'server, before and after',
    `${serverBefore.toFixed(0)} → ${residentMegabytes(server.pid).toFixed(0)} MB`,
  );
  await engine.docker(['rm', '-f', 'hour', 'million']);
}

async function height({ page }: DashboardPage): Promise<number> {
  return page.locator('.log-space').evaluate((element) => element.getBoundingClientRect().height);
}

type Metrics = Record<'Timestamp' | 'TaskDuration' | 'LayoutCount' | 'Nodes' | 'JSHeapUsedSize', number>;

async function metrics(session: CDPSession): Promise<Metrics> {
  const { metrics: list } = await session.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value])) as Metrics;
}

function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

function seconds(begin: number): string {
  return ((performance.now() - begin) / 1000).toFixed(1);
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(72)} ${figure}\n`);
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}
