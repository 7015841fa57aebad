import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Dashboard, serveDashboard } from '../../src/dashboard-server/index.ts';
import { ApiEngine } from './api-engine.ts';
import { DashboardClient } from './dashboard-client.ts';

/** A dashboard on an engine of its own, with a page of two files; and one that has opened it. */
export class TestDashboard implements AsyncDisposable {
  readonly engine: ApiEngine;
  readonly dashboard: Dashboard;
  readonly page: DashboardClient;
  readonly #bundle: string;

  private constructor(engine: ApiEngine, bundle: string, dashboard: Dashboard, page: DashboardClient) {
    this.engine = engine;
    this.#bundle = bundle;
    this.dashboard = dashboard;
    this.page = page;
  }

  static async start(): Promise<TestDashboard> {
    const engine = await ApiEngine.start();
    const bundle = mkdtempSync(join(tmpdir(), 'tutti-page-'));
    writeFileSync(join(bundle, 'index.html'), '<!doctype html><title>page</title>');
    mkdirSync(join(bundle, 'assets'));
    writeFileSync(join(bundle, 'assets/main-1.js'), 'export {};');
    const dashboard = await serve(engine, bundle, false);
    const page = await DashboardClient.open(dashboard.address().url);
    return new TestDashboard(engine, bundle, dashboard, page);
  }

  get port(): number {
    return this.dashboard.port;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Another on the same engine, that changes nothing. */
  readOnly(): Promise<Dashboard> {
    return serve(this.engine, this.#bundle, true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.page[Symbol.dispose]();
    await this.dashboard[Symbol.asyncDispose]();
    await this.engine[Symbol.asyncDispose]();
    rmSync(this.#bundle, { recursive: true, force: true });
  }
}

function serve(engine: ApiEngine, bundle: string, readOnly: boolean): Promise<Dashboard> {
  const env = { ...process.env };
  const choice = { env, host: `unix://${engine.socket}` };
  return serveDashboard({ version: '0', env, cwd: bundle, readOnly, choice, port: 0, bundle });
}

/** One for all tests of a file; to be asked for within them. */
export function sharedDashboard(): () => TestDashboard {
  let shared: TestDashboard | undefined;
  beforeAll(async () => {
    shared = await TestDashboard.start();
  });
  afterAll(async () => {
    await shared?.[Symbol.asyncDispose]();
  });
  return () => {
    if (shared === undefined) throw new Error('asked for outside of a test');
    return shared;
  };
}
