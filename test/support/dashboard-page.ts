import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { openUndisturbed, undisturbed } from './undisturbed.ts';
import { type EngineHome, tuttiCommand } from './world.ts';

export type Theme = 'light' | 'dark';

export interface LookOptions {
  width?: number;
  height?: number;
  theme?: Theme;
}

/** What a browser says when a connection breaks: tests that break one expect it. */
const ofTheConnection = /WebSocket connection to|net::ERR_(NETWORK_CHANGED|CONNECTION_)/;

const artifacts = join(import.meta.dirname, '../../artifacts/dashboard');
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** `tutti ui` in a folder, until it is disposed of. */
export class DashboardServer implements AsyncDisposable {
  /** With its one-time code. */
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(address: string, child: ChildProcess) {
    this.address = address;
    this.#child = child;
  }

  static async start(home: EngineHome, folder: string, args: string[] = []): Promise<DashboardServer> {
    const child = spawn(tuttiCommand, ['ui', '--no-open', ...args], {
      cwd: folder,
      env: { ...process.env, ...home.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /http:\S+#t=\S+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`tutti ui ended with ${code}: ${said}`)));
    return new DashboardServer(await promise, child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get origin(): string {
    return new URL(this.address).origin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

/** The page in a browser, let in by the server's code. What it complains of is kept. */
export class DashboardPage implements AsyncDisposable {
  readonly page: Page;
  readonly server: DashboardServer;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #complaints: string[] = [];

  private constructor(browser: Browser, context: BrowserContext, page: Page, server: DashboardServer) {
    this.#browser = browser;
    this.#context = context;
    this.page = page;
    this.server = server;
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.#complaints.push(error.stack ?? error.message));
  }

  static async open(server: DashboardServer, options: LookOptions = {}): Promise<DashboardPage> {
    const { width = 1400, height = 900, theme = 'light' } = options;
    const browser = await launchChromium();
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
    const opened = new DashboardPage(browser, context, await context.newPage(), server);
    await openUndisturbed(opened.page, server.address, () => opened.page.locator('#main').waitFor());
    return opened;
  }

  /** Goes to a path as a link on the page would. */
  async goto(path: string): Promise<void> {
    await undisturbed(() => this.page.goto(this.server.origin + path));
    await this.page.locator('#main[data-connected="true"]').waitFor();
  }

  async reload(): Promise<void> {
    await undisturbed(() => this.page.reload());
  }

  async look({ width, height = 900, theme }: LookOptions): Promise<void> {
    if (theme !== undefined) await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    if (width !== undefined) await this.page.setViewportSize({ width, height });
  }

  /** Keeps what is seen in `artifacts/dashboard/`. */
  async shot(name: string): Promise<void> {
    mkdirSync(artifacts, { recursive: true });
    await this.page.screenshot({ path: join(artifacts, `${name}.png`) });
  }

  /** What axe finds wrong with what is seen, one line each. */
  async accessibility(): Promise<string[]> {
    const session = await this.#context.newCDPSession(this.page);
    // Through the debugger: the page's own policy lets no script in.
    const run = `(async () => { ${readFileSync(axe, 'utf8')}; const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary.split('\\n').slice(1).join(' ').trim())); })()`;
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: run,
      awaitPromise: true,
      returnByValue: true,
    });
    await session.detach();
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? 'axe failed');
    return result.value as string[];
  }

  /** Errors and warnings of the browser so far, without those of a broken connection. */
  complaints(): string[] {
    return this.#complaints.filter((text) => !ofTheConnection.test(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
