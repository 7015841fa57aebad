/** Being called by the docker client as its `compose` plugin. */
import { type ParsedLine, parseLine } from './args/parse.ts';
import { globalFlags } from './global-flags.ts';
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

/**
 * Reads the flags before the command. The docker client calls its plugin as
 * `docker-compose [docker's flags] compose [compose's flags] COMMAND …`: both groups of flags count.
 */
export function unwrapPlugin(argv: readonly string[]): { line: ParsedLine; isPlugin: boolean } {
  const outer = parseLine(argv, globalFlags, { stopAtFirstArgument: true });
  if (outer.args[0] !== 'compose' || outer.help) return { line: outer, isPlugin: false };
  const inner = parseLine(outer.args.slice(1), globalFlags, { stopAtFirstArgument: true });
  const values = { ...outer.values };
  for (const name of inner.given) values[name] = inner.values[name];
  return { line: { ...inner, values, given: outer.given.union(inner.given) }, isPlugin: true };
}
