import { binarySize } from '../../../shared/index.ts';
import { none } from '../../args/arguments.ts';
import { text } from '../../args/flag.ts';
import { type Command, defineCommand } from '../../command.ts';
import { withEngine } from '../../operation.ts';
import { goJson } from '../../output/go-json.ts';
import { formatRows } from '../../output/rows.ts';
import { version } from '../../version.ts';

export const command: Command = defineCommand({
  usage: '[OPTIONS]',
  flags: {
    format: text('How to print it: "json", or a Go template', { short: 'f', choices: ['json'] }),
  },
  args: none,
  completes: 'nothing',
  async run(context, flags) {
    const { address, info } = await withEngine(context, async (client) => ({
      address: client.address,
      info: await client.json<Record<string, unknown>>({
        method: 'GET',
        path: '/info',
        signal: context.signal,
      }),
    }));
    const client = { Version: version, Context: address };
    if (flags.format === 'json') context.stdout.write(`${goJson({ ...info, ClientInfo: client })}\n`);
    else if (flags.format)
      context.stdout.write(
        formatRows([{ ...info, ClientInfo: client }], flags.format, { table: '', headers: {} }),
      );
    else context.stdout.write(infoText(address, info));
    return 0;
  },
});

function infoText(address: string, info: Readonly<Record<string, unknown>>): string {
  const lines = ['Client:', ` Version:    ${version}`, ` Engine:     ${address}`, '', 'Server:'];
  const show = (name: string, value: unknown, indent = 1): void => {
    if (value !== undefined && value !== null && value !== '')
      lines.push(
        `${' '.repeat(indent)}${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
  };
  show('Containers', info['Containers']);
  show('Running', info['ContainersRunning'], 2);
  show('Paused', info['ContainersPaused'], 2);
  show('Stopped', info['ContainersStopped'], 2);
  show('Images', info['Images']);
  show('Server Version', info['ServerVersion']);
  show('Storage Driver', info['Driver']);
  for (const [name, value] of pairs(info['DriverStatus'])) show(name, value, 2);
  show('Logging Driver', info['LoggingDriver']);
  show('Cgroup Driver', info['CgroupDriver']);
  show('Cgroup Version', info['CgroupVersion']);
  plugins(info['Plugins'], show, lines);
  show('Runtimes', Object.keys(info['Runtimes'] ?? {}).join(' '));
  show('Default Runtime', info['DefaultRuntime']);
  show('Init Binary', info['InitBinary']);
  for (const part of ['containerd', 'runc', 'init']) commit(part, info, lines);
  securityOptions(info['SecurityOptions'], lines);
  show('Kernel Version', info['KernelVersion']);
  show('Operating System', info['OperatingSystem']);
  show('OSType', info['OSType']);
  show('Architecture', info['Architecture']);
  show('CPUs', info['NCPU']);
  show('Total Memory', binarySize(Number(info['MemTotal'] ?? 0)));
  show('Name', info['Name']);
  show('ID', info['ID']);
  show('Docker Root Dir', info['DockerRootDir']);
  show('Debug Mode', info['Debug']);
  show('Experimental', info['ExperimentalBuild']);
  show('Live Restore Enabled', info['LiveRestoreEnabled']);
  return `${lines.join('\n')}\n\n`;
}

function pairs(value: unknown): [string, unknown][] {
  return Array.isArray(value) ? (value as [string, unknown][]) : [];
}

function plugins(
  value: unknown,
  show: (name: string, value: unknown, indent: number) => void,
  lines: string[],
): void {
  if (typeof value !== 'object' || value === null) return;
  lines.push(' Plugins:');
  for (const kind of ['Volume', 'Network', 'Log']) {
    const names: unknown = Reflect.get(value, kind);
    if (Array.isArray(names)) show(kind, names.join(' '), 2);
  }
}

function commit(part: string, info: Readonly<Record<string, unknown>>, lines: string[]): void {
  const value = info[`${part.charAt(0).toUpperCase()}${part.slice(1)}Commit`];
  if (typeof value === 'object' && value !== null && 'ID' in value && typeof value.ID === 'string')
    lines.push(` ${part} version: ${value.ID}`);
}

/** `name=seccomp,profile=builtin`. */
function securityOptions(value: unknown, lines: string[]): void {
  if (!Array.isArray(value) || value.length === 0) return;
  lines.push(' Security Options:');
  for (const option of value as string[]) {
    const fields = new Map(option.split(',').map((field) => field.split(/=(.*)/s) as [string, string]));
    lines.push(`  ${fields.get('name') ?? option}`);
    if (fields.has('profile')) lines.push(`   Profile: ${fields.get('profile')}`);
  }
}
