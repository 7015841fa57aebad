/** Being called by the docker client as its `compose` plugin. */
import type { TlsChoice } from '../engine-client/index.ts';
import { type ParsedLine, parseLine } from './args/parse.ts';
import type { Environment } from './context.ts';
import { globalFlags } from './global-flags.ts';
import { clientEnvironment, clientFlags, clientTls } from './plugin-flags.ts';
import { version } from './version.ts';

/** What the docker client asks for with `docker-cli-plugin-metadata`. */
export function pluginMetadata(): Record<string, string> {
  return {
    SchemaVersion: '0.1.0',
    Vendor: 'tutti',
    Version: version,
    ShortDescription: 'Docker Compose (tutti)',
  };
}

export interface UnwrappedLine {
  line: ParsedLine;
  isPlugin: boolean;
  /** Variables that say what the docker client's own flags say. */
  env: Record<string, string>;
  tls: TlsChoice | undefined;
}

/**
 * Reads the flags before the command. The docker client calls its plugin as
 * `docker-compose [docker's flags] compose [compose's flags] COMMAND …`: both groups of flags count. For `docker help compose` it
 * calls `docker-compose help compose`.
 */
export function unwrapPlugin(argv: readonly string[]): UnwrappedLine {
  const outer = parseLine(argv, clientFlags, { stopAtFirstArgument: true });
  const client = { env: clientEnvironment(outer), tls: clientTls(outer) };
  const asksHelp = outer.args[0] === 'help' && outer.args[1] === 'compose';
  if ((outer.args[0] !== 'compose' && !asksHelp) || outer.help)
    return { line: outer, isPlugin: false, ...client };
  const words = asksHelp ? [...outer.args.slice(2), '--help'] : outer.args.slice(1);
  const inner = parseLine(words, globalFlags, { stopAtFirstArgument: true });
  const values = { ...outer.values };
  for (const name of inner.given) values[name] = inner.values[name];
  return { line: { ...inner, values, given: outer.given.union(inner.given) }, isPlugin: true, ...client };
}

/**
 * Calls back when the docker client is told to end: where it has no terminal to hand the signal on, it closes a socket that its plugin
 * is connected to.
 */
export function watchClient(env: Environment, onEnd: () => void): Disposable {
  const address = env['DOCKER_CLI_PLUGIN_SOCKET'];
  if (!address) return { [Symbol.dispose]: () => undefined };
  // Only here, since it would be loaded for every command.
  const { createConnection } = process.getBuiltinModule('node:net');
  const socket = createConnection(address.replace(/^@/, '\0'));
  let ended = false;
  socket.unref();
  socket.resume();
  socket.on('error', () => undefined);
  socket.on('end', () => {
    if (!ended) onEnd();
  });
  return {
    [Symbol.dispose]: () => {
      ended = true;
      socket.destroy();
    },
  };
}
