/** From the words of the command line to an exit code. */
import { readFileSync } from 'node:fs';
import { UserError } from '../shared/index.ts';
import type { Flags } from './args/flag.ts';
import { type ParsedLine, parseLine } from './args/parse.ts';
import { type CatalogEntry, catalog, findCommand } from './catalog.ts';
import type { Command } from './command.ts';
import type { CommandContext } from './context.ts';
import { reportError } from './errors.ts';
import { dryRunFlag, globalFlags } from './global-flags.ts';
import { type GlobalValues, globalOptions } from './global-options.ts';
import { commandHelp, groupHelp } from './help/help.ts';
import { interruptions } from './interruptions.ts';
import { pluginMetadata, unwrapPlugin, watchClient } from './plugin.ts';
import { nearest } from './suggest.ts';
import { streamOutput } from './terminal/output.ts';
import { workingFolder } from './working-folder.ts';

/** @param argv without the runtime and the script */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const { stdout, stderr } = process;
  const interrupts = interruptions();
  using _client = watchClient(process.env, interrupts.interrupt);
  let json = argv.includes('--progress=json');
  try {
    if (argv[0] === 'docker-cli-plugin-metadata') {
      stdout.write(`${JSON.stringify(pluginMetadata())}\n`);
      return 0;
    }
    // Hints that the docker client would print after a command: there are none.
    if (argv[0] === 'docker-cli-plugin-hooks') return 0;
    const unwrapped = unwrapPlugin(argv);
    const { line, isPlugin, tls } = unwrapped;
    const env = { ...process.env, ...unwrapped.env };
    const wantsHelp = line.args[0] === 'help' && !line.help;
    if (wantsHelp) line.args.shift();
    if (line.values['version'] === true && line.args.length === 0) line.args.push('version');
    const { entry, path, words } = findCommand(line.args);
    const name = [isPlugin ? 'docker compose' : catalog.name, ...path.slice(1)].join(' ');
    if (entry.load === undefined || line.help) return showGroup(entry, name, line, words);
    const command = await entry.load();
    const own = parseCommand(command, wantsHelp ? ['--help'] : line.args.slice(words), path, name);
    if (own.help) {
      stdout.write(commandHelp(name, entry.summary, command, own.flags, stdout.columns || 80));
      return 0;
    }
    const globals = {
      ...line.values,
      'dry-run': line.values['dry-run'] === true || own.values['dry-run'] === true,
    };
    const cwd = workingFolder(env['PWD']);
    const options = { ...globalOptions(globals as GlobalValues, line.given, env, cwd), tls };
    json ||= options.progress === 'json';
    const context: CommandContext = {
      name,
      isPlugin,
      options,
      env,
      cwd,
      get stdin() {
        return process.stdin;
      },
      stdout: streamOutput(stdout),
      stderr: streamOutput(stderr),
      signal: interrupts.signal,
      onInterrupt: interrupts.takeOver,
    };
    const exitCode = await command.run(context, own.values, own.args);
    return interrupts.signal.aborted ? 130 : exitCode;
  } catch (error) {
    const report = reportError(error, { json, interrupted: interrupts.signal.aborted, readSource });
    stderr.write(report.text);
    return report.exitCode;
  } finally {
    interrupts.dispose();
  }
}

interface OwnLine extends ParsedLine {
  flags: Flags;
}

function parseCommand(
  command: Command,
  argv: readonly string[],
  path: readonly string[],
  name: string,
): OwnLine {
  const flags = { 'dry-run': dryRunFlag, ...command.flags };
  try {
    const line = parseLine(argv, flags, { stopAtFirstArgument: command.stopAtFirstArgument });
    if (!line.help) command.args?.(line.args, name);
    return { ...line, flags };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = error.hint ?? misplacedGlobal(error.message, name);
    // As docker's own commands, which these stand for.
    const exitCode = path[1] === 'system' ? 125 : 1;
    throw new UserError(error.code, error.message, { hint, exitCode });
  }
}

/** A global flag after the command is a frequent mistake; say where it belongs. */
function misplacedGlobal(message: string, name: string): string {
  const flag = /^unknown flag: (--([\w-]+))/.exec(message);
  if (flag?.[2] !== undefined && Object.hasOwn(globalFlags, flag[2])) {
    const [program, ...rest] = name.split(/ (?=\S+$)/);
    return `${flag[1]} stands before the command: ${program} ${flag[1]} … ${rest.join(' ')}`;
  }
  return `Run '${name} --help' for its options.`;
}

function showGroup(entry: CatalogEntry, name: string, line: ParsedLine, words: number): number {
  const { stdout } = process;
  const rest = line.args.slice(words).filter((word) => !['-h', '--help', 'help'].includes(word));
  const unknown = rest[0];
  if (unknown !== undefined && !line.help) {
    const known = (entry.commands ?? []).filter((each) => !each.unlisted).map((each) => each.name);
    const near = nearest(unknown, known);
    throw new UserError('unknown-command', `unknown command: "${name} ${unknown}"`, {
      hint: near === undefined ? `Run '${name} --help' for the commands.` : `Did you mean '${name} ${near}'?`,
    });
  }
  const flags = words === 0 ? globalFlags : { 'dry-run': dryRunFlag };
  stdout.write(groupHelp(name, entry, flags, stdout.columns || 80));
  return 0;
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
