import type { Project } from '../../compose-file/index.ts';
import type { AttachOptions, Orchestrator, UpOptions } from '../../orchestrator/index.ts';
import { UserError } from '../../shared/index.ts';
import { type FlagValues, integer, text, texts, toggle, tristate } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { createFlags, createOptions, noSuchService } from '../create-flags.ts';
import { explainFailed, explainingFailure } from '../failure.ts';
import { given } from '../given.ts';
import { AttachedTerminal } from '../logs/attached-up.ts';
import { wantsMenu } from '../menu/up-menu.ts';
import { type Operation, operate } from '../operation.ts';
import type { ProgressDisplay } from '../progress/display.ts';
import { loadOptions, loadSelected } from '../project.ts';
import { showPlan } from '../show-plan.ts';

const flags = {
  ...createFlags,
  'abort-on-container-exit': toggle('Stop everything as soon as one container ends; not with -d'),
  'abort-on-container-failure': toggle('Stop everything as soon as one container fails; not with -d'),
  'always-recreate-deps': toggle('Replace the containers of dependencies too; not with --no-recreate'),
  attach: texts('Show only what these services print; not with --attach-dependencies', { names: 'services' }),
  'attach-dependencies': toggle('Show also what dependencies print'),
  detach: toggle('Run in the background', { short: 'd' }),
  'exit-code-from': text('End with the exit code of this service; includes --abort-on-container-exit', {
    names: 'services',
  }),
  menu: tristate('Offer shortcut keys while attached (also COMPOSE_MENU); not with -d'),
  'no-attach': texts('Do not show what these services print', { names: 'services' }),
  'no-color': toggle('Do not colour the output'),
  'no-deps': toggle('Leave the services alone that the named ones depend on'),
  'no-log-prefix': toggle("Print lines without the service's name"),
  'no-start': toggle('Create everything, start nothing'),
  'quiet-build': toggle('Build without showing progress'),
  'renew-anon-volumes': toggle('Give new containers new anonymous volumes, without the old data', {
    short: 'V',
  }),
  timeout: integer('Wait so many seconds for a container to stop before killing it', { short: 't' }),
  timestamps: toggle('Print the time of each line'),
  wait: toggle('Return when all services run or are healthy; includes -d'),
  'wait-timeout': integer('Wait at most so many seconds'),
  watch: toggle('Sync and rebuild when files change', { short: 'w' }),
};

type UpFlags = FlagValues<typeof flags>;

export const command: Command = defineCommand({
  usage: '[OPTIONS] [SERVICE...]',
  details:
    'Builds or pulls missing images, creates networks, volumes and containers, and starts them in the order of their ' +
    'dependencies. Containers whose configuration or image has changed are replaced; their volumes are kept. ' +
    'Without -d it shows what the containers print; Ctrl-C then stops them.',
  flags,
  async run(context, flags, services) {
    const detach = flags.detach || flags.wait;
    check(flags, detach);
    const project = await loadSelected(context, services);
    if (!context.options.allResources && Object.keys(project.services).length === 0)
      throw new UserError('no-service-selected', 'no service selected');
    checkServices(flags, project);
    if (flags.watch && !hasRules(project))
      throw new UserError(
        'watch-not-configured',
        'none of the selected services is configured for watch, see https://docs.docker.com/compose/how-tos/file-watch/',
      );
    const options = {
      ...createOptions(context, flags, project),
      ...upOptions(flags, services),
    };
    if (context.options.dryRun)
      return showPlan(context, project, (operation, orchestrator) =>
        orchestrator.plan({ ...operation, ...options }),
      );
    const display = { title: 'Running', quietBuild: flags['quiet-build'] };
    return operate(context, project, display, async (operation, orchestrator, shown) => {
      if (detach || flags['no-start']) {
        const { exitCode, failed } = await explainingFailure(operation, orchestrator, (explained) =>
          orchestrator.up({ ...explained, ...options }),
        );
        shown.finish();
        context.stderr.write(await explainFailed(operation, orchestrator, failed));
        return exitCode;
      }
      return stayAttached({ context, flags, services, operation, orchestrator, shown, options });
    });
  },
});

interface AttachedRun {
  context: CommandContext;
  flags: UpFlags;
  services: readonly string[];
  operation: Operation<Project>;
  orchestrator: Orchestrator;
  shown: ProgressDisplay;
  options: Partial<UpOptions>;
}

async function stayAttached(run: AttachedRun): Promise<number> {
  const { context, flags, services, operation, orchestrator, options } = run;
  const { project } = operation;
  const style = {
    colors: !flags['no-color'],
    prefix: !flags['no-log-prefix'],
    timestamps: flags.timestamps,
  };
  const terminal = new AttachedTerminal(context, run.shown, style, {
    project,
    watchesAtOnce: flags.watch,
    menu: wantsMenu(context, flags.menu),
    config: () => configText(context, services),
    watch: hasRules(project)
      ? (given, onWatch) =>
          orchestrator.watch({
            ...operation,
            ...given,
            noBuild: flags['no-build'],
            quiet: flags['quiet-build'],
            prune: true,
            onWatch,
          })
      : undefined,
  });
  const onEvent = terminal.onEvent.bind(terminal);
  try {
    const attach = { ...attachOptions(flags), ...terminal.attach };
    const { exitCode } = await explainingFailure({ ...operation, onEvent }, orchestrator, (explained) =>
      orchestrator.up({ ...explained, ...options, attach }),
    );
    return terminal.interrupted ? 130 : exitCode;
  } finally {
    await terminal.close();
    if (terminal.detached)
      context.stderr.write(
        'The containers run on: "tutti logs -f" shows what they print, "tutti down" removes them.\n',
      );
  }
}

async function configText(context: CommandContext, services: readonly string[]): Promise<string> {
  const { printConfig } = await import('../../compose-file/index.ts');
  return printConfig(loadOptions(context, services), {});
}

function hasRules(project: Project): boolean {
  return Object.values(project.services).some(({ develop }) => (develop?.watch?.length ?? 0) > 0);
}

function upOptions(flags: UpFlags, services: readonly string[]): Partial<UpOptions> {
  const always = flags['always-recreate-deps'];
  return given({
    services: [...services],
    noDeps: flags['no-deps'],
    noStart: flags['no-start'],
    renewAnonVolumes: flags['renew-anon-volumes'],
    quietBuild: flags['quiet-build'],
    timeout: flags.timeout,
    wait: flags.wait,
    waitTimeout: flags['wait-timeout'],
    recreate: flags['renew-anon-volumes'] ? 'force' : undefined,
    recreateDependencies: always ? 'force' : undefined,
  } as const);
}

function attachOptions(
  flags: UpFlags,
): Pick<AttachOptions, 'only' | 'except' | 'attachDependencies' | 'onExit' | 'exitCodeFrom'> {
  const stops = flags['abort-on-container-exit'] || flags['exit-code-from'] !== undefined;
  return given({
    only: flags.attach.length === 0 ? undefined : [...flags.attach],
    except: [...flags['no-attach']],
    attachDependencies: flags['attach-dependencies'],
    onExit: flags['abort-on-container-failure'] ? 'fail' : stops ? 'stop' : 'ignore',
    exitCodeFrom: flags['exit-code-from'],
  } as const);
}

function usage(message: string): UserError {
  return new UserError('usage', message);
}

function check(flags: UpFlags, detach: boolean): void {
  const fails = flags['abort-on-container-failure'];
  const stops = flags['abort-on-container-exit'] || (flags['exit-code-from'] !== undefined && !fails);
  if (stops && fails)
    throw usage('--abort-on-container-failure cannot be combined with --abort-on-container-exit');
  const attaches = flags['attach-dependencies'] || flags.attach.length > 0;
  if (flags.attach.length > 0 && flags['attach-dependencies'])
    throw usage('cannot combine --attach and --attach-dependencies');
  if (flags.wait && (attaches || stops))
    throw usage(
      '--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies',
    );
  if (detach && (attaches || stops || fails || flags.watch)) {
    const flag = flags.wait ? '--wait' : '--detach';
    throw usage(
      `${flag} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch`,
    );
  }
  if (flags['renew-anon-volumes'] && flags['no-recreate'])
    throw usage('--no-recreate and --renew-anon-volumes are incompatible');
  if (flags['always-recreate-deps'] && flags['no-recreate'])
    throw usage('--always-recreate-deps and --no-recreate are incompatible');
  if (flags['no-build'] && flags.watch) throw usage('--no-build and --watch are incompatible');
}

function checkServices(flags: UpFlags, project: Project): void {
  const known = Object.keys(project.services);
  const from = flags['exit-code-from'];
  if (from !== undefined && !known.includes(from)) throw noSuchService(from, known);
  const unknown = flags.attach.filter((service) => !known.includes(service));
  if (unknown.length > 0)
    throw new UserError('usage', `cannot attach to services not included in up: ${unknown.join(', ')}`, {
      hint: noSuchService(unknown[0] ?? '', known).hint ?? '',
    });
}
