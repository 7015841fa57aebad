/** The dashboard, run by this process: for `tutti ui`, and for who wants to open it from elsewhere. */
import { createInterface } from 'node:readline';
import type { LoadOptions } from '../../compose-file/index.ts';
import type { Dashboard } from '../../dashboard-server/index.ts';
import type { CommandContext } from '../context.ts';
import { given } from '../given.ts';
import { loadOptions, loadSelected } from '../project.ts';
import { version } from '../version.ts';
import { findOpener, openInBrowser } from './open-browser.ts';

export interface DashboardRequest {
  /** 0 for a port of chance, undefined for the usual one. */
  port: number | undefined;
  readOnly: boolean;
  /** Its name; else the one whose files are here. */
  project: string | undefined;
}

export interface RunningDashboard extends AsyncDisposable {
  /** Prints an address that works once (with `write`, else on standard output), and opens it in a browser where there is one and `open` says so. */
  show(open: boolean, write?: (text: string) => void): Promise<void>;
  /** Serves until Ctrl-C; Enter makes another address. */
  untilInterrupted(): Promise<void>;
}

/** Follows the same choice of engine as every command. */
export async function startDashboard(
  context: CommandContext,
  { port, readOnly, project }: DashboardRequest,
): Promise<RunningDashboard> {
  const { serveDashboard } = await import('../../dashboard-server/index.ts');
  const { options, env, cwd } = context;
  const own = await ownProject(context, project?.toLowerCase());
  const { engine, host, dockerContext } = options;
  const dashboard = await serveDashboard({
    version,
    env,
    cwd,
    readOnly,
    port,
    choice: { env, ...given({ engine, host, context: dockerContext }) },
    ...own,
  });
  return {
    show: (open, write = (text) => context.stdout.write(text)) => show(context, dashboard, open, write),
    untilInterrupted: () => untilInterrupted(context, dashboard),
    [Symbol.asyncDispose]: () => dashboard[Symbol.asyncDispose](),
  };
}

/** The one that was named: its files, where they are here, are those that are meant. */
async function ownProject(
  context: CommandContext,
  name: string | undefined,
): Promise<{ project?: string; load?: LoadOptions }> {
  const here = await projectHere(context);
  return name === undefined || name === here.project ? here : { project: name };
}

/** Files that have mistakes are the page's business, none at all is no mistake here. */
async function projectHere(context: CommandContext): Promise<{ project?: string; load?: LoadOptions }> {
  const load = loadOptions(context, [], { warn: () => undefined });
  try {
    const { name } = await loadSelected(context, [], { warn: () => undefined });
    return { project: name, load };
  } catch {
    return { load };
  }
}

async function show(
  context: CommandContext,
  dashboard: Dashboard,
  open: boolean,
  write: (text: string) => void,
): Promise<void> {
  const { url, used } = dashboard.address();
  write(`The dashboard is at ${url}\n`);
  const opener = open ? findOpener(context.env) : undefined;
  if (opener !== undefined) await openInBrowser(opener, url, used, context);
}

async function untilInterrupted(context: CommandContext, dashboard: Dashboard): Promise<void> {
  const { stdin, stdout } = context;
  // The way to end it, and no failure.
  const interrupted = new Promise<void>((resolve) => context.onInterrupt(() => resolve()));
  if (!stdin.isTTY || !stdout.isTerminal) return interrupted;
  stdout.write(
    'The address opens one page, within a minute: press Enter for another. Ctrl-C ends the dashboard.\n',
  );
  const lines = createInterface({ input: stdin, terminal: false });
  lines.on('line', () => stdout.write(`${dashboard.address().url}\n`));
  try {
    await interrupted;
  } finally {
    lines.close();
  }
}
