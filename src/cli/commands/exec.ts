import { atLeast } from '../args/arguments.ts';
import { integer, text, texts, toggle, tristate } from '../args/flag.ts';
import { type Command, defineCommand } from '../command.ts';
import { announce } from '../dry-run.ts';
import { given } from '../given.ts';
import { operate } from '../operation.ts';
import { goJson } from '../output/go-json.ts';
import { projectName } from '../project.ts';
import { runSession } from '../terminal/session.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS] SERVICE COMMAND [ARGS...]',
  details: 'The process gets a terminal when there is one; -T pipes its input and output as they are.',
  flags: {
    detach: toggle('Run in the background', { short: 'd' }),
    env: texts('Set a variable: KEY=VALUE, or KEY to take it from the environment', { short: 'e' }),
    index: integer("Which of the service's containers, from 1"),
    interactive: toggle('Keep standard input open', { short: 'i', hidden: true, initial: true }),
    'no-tty': tristate('Give the process no terminal', {
      short: 'T',
      aliases: ['no-TTY'],
      defaultText: 'auto-detected',
    }),
    privileged: toggle('Give the process all capabilities'),
    tty: toggle('Give the process a terminal', { short: 't', hidden: true, initial: true }),
    user: text('Run as this user', { short: 'u' }),
    workdir: text('The folder to run in', { short: 'w' }),
  },
  args: atLeast(2),
  stopAtFirstArgument: true,
  async run(context, flags, [service = '', ...words]) {
    const project = await projectName(context);
    const { stdin, stdout } = context;
    const interactive = flags.interactive && !flags.detach;
    const noTerminal = flags['no-tty'] ?? !(stdout.isTerminal && (stdin.isTTY || !interactive));
    const tty = flags.tty && !noTerminal;
    const options = given({
      env: variables(flags.env, context.env),
      detach: flags.detach,
      index: flags.index || undefined,
      privileged: flags.privileged,
      user: flags.user,
      workdir: flags.workdir,
      size: tty && stdout.isTerminal ? { columns: stdout.columns, rows: stdout.rows } : undefined,
    });
    return operate(context, project, { title: 'Running' }, async (operation, orchestrator) => {
      if (context.options.dryRun) {
        const { id } = await orchestrator.locate({
          ...operation,
          ...given({ index: options.index }),
          service,
        });
        const how = flags.detach ? ' (detached mode)' : '';
        announce(context, `Executing command ${goJson(words)} in ${id}${how}`);
        return 0;
      }
      const session = await orchestrator.exec({
        ...operation,
        ...options,
        service,
        command: words,
        tty,
        interactive,
      });
      return runSession(context, session, { interactive, forwardSignals: false });
    });
  },
});

function variables(texts: readonly string[], env: Readonly<Record<string, string | undefined>>): string[] {
  return texts.flatMap((text) => {
    if (text.includes('=')) return [text];
    const value = env[text];
    return value === undefined ? [] : [`${text}=${value}`];
  });
}
