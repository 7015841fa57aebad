import type { Project, ServiceHook } from '../../compose-file/index.ts';
import { messageOf, UserError } from '../../shared/index.ts';
import type { WatchOptions } from '../contract-watch.ts';
import { runCommand } from '../execute/run-command.ts';
import { withServices } from '../model/select.ts';
import { listContainers } from '../observe/containers.ts';
import { warn } from '../progress.ts';
import { ChangeBatches } from '../watch/change-batches.ts';
import { syncInitially } from '../watch/initial-sync.ts';
import { type ChangePlan, planChanges } from '../watch/plan-changes.ts';
import { rebuild } from '../watch/rebuild.ts';
import { syncFiles } from '../watch/sync-files.ts';
import { TreeWatcher } from '../watch/tree-watcher.ts';
import { copies, ignoresFolder, matchRule, type WatchRule, watchRules } from '../watch/watch-rules.ts';
import { restart } from './restart.ts';
import { up } from './up.ts';

/** More paths than an editor saves: a change of branch. */
const manyChanges = 1000;

/**
 * `watch`: keeps containers as the files of the host are, until the signal aborts. A batch that fails is told, and the watch goes on.
 * @throws UserError when no rule can be watched
 */
export async function watch(options: WatchOptions): Promise<void> {
  const wanted = withServices(options.project, options.services, {});
  const rules = await watchRules(wanted, {
    noBuild: options.noBuild ?? false,
    warn: (text) => warn(options.onEvent, text),
  });
  const project = options.up === undefined ? wanted : await start(options, wanted);
  const batches = new ChangeBatches();
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const watcher = new TreeWatcher({
    roots: [...new Set(rules.map(({ path }) => path))],
    skips: (folder) => rules.every((rule) => ignoresFolder(rule, folder)),
    onChange: (paths) =>
      batches.add(paths.filter((path) => rules.some((rule) => matchRule(rule, path) !== undefined))),
    onFailure: (error) => failed.abort(error),
  });
  try {
    // Watched first: what changes during the first copies is copied again.
    await watcher.start();
    for (const rule of rules)
      if (rule.trigger.initial_sync && copies(rule)) await syncInitially({ ...options, project }, rule);
    options.onWatch({ kind: 'enabled' });
    for (;;) {
      const paths = await batches.next(signal);
      if (paths === undefined) break;
      await carryOut({ ...options, signal }, project, rules, paths);
    }
  } finally {
    watcher.close();
  }
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** With the variables that providers gave to services. */
async function start(options: WatchOptions, wanted: Project): Promise<Project> {
  const services = Object.entries(wanted.services).map(([name, config]) => {
    const builds = config.build !== undefined && config.develop !== undefined;
    return [name, builds ? { ...config, pull_policy: 'build' } : config] as const;
  });
  const project = { ...wanted, services: Object.fromEntries(services) };
  const settings = { recreate: 'diverged', recreateDependencies: 'never' } as const;
  const started = await up({ ...options, ...options.up, ...settings, project });
  return started.project;
}

async function carryOut(
  options: WatchOptions,
  project: Project,
  rules: readonly WatchRule[],
  paths: readonly string[],
): Promise<void> {
  if (paths.length > manyChanges) options.onWatch({ kind: 'large-batch', changes: paths.length });
  try {
    await carryOutPlan(options, project, planChanges(rules, paths));
  } catch (error) {
    if (!options.signal.aborted) options.onWatch({ kind: 'failed', message: messageOf(error) });
  }
}

async function carryOutPlan(options: WatchOptions, project: Project, plan: ChangePlan): Promise<void> {
  const { onWatch } = options;
  if (plan.rebuild.length > 0) await rebuild(options, project, plan.rebuild);
  for (const [service, mappings] of plan.sync) {
    onWatch({ kind: 'syncing', service, changes: mappings.length });
    await syncFiles({ ...options, project }, service, mappings);
  }
  if (plan.restart.length > 0) {
    const onEvent: typeof options.onEvent = (event) =>
      void (event.kind === 'message' && options.onEvent(event));
    onWatch({ kind: 'restarting', services: plan.restart });
    await restart({ ...options, project, services: plan.restart, onEvent });
    onWatch({ kind: 'restarted', services: plan.restart });
  }
  await Promise.all(
    [...plan.exec].flatMap(([service, hooks]) => hooks.map((hook) => runIn(options, project, service, hook))),
  );
}

/** In each running container of the service. */
async function runIn(
  options: WatchOptions,
  project: Project,
  service: string,
  hook: ServiceHook,
): Promise<void> {
  const containers = await listContainers(options, project.name, { service, oneOff: 'exclude', all: false });
  await Promise.all(
    containers.map(async ({ Id }) => {
      const { exitCode } = await runCommand(options, Id, hook, (line) =>
        options.onWatch({ kind: 'output', ...line }),
      );
      if (exitCode !== 0) throw new UserError('hook-failed', `exit status ${exitCode}`);
    }),
  );
}
