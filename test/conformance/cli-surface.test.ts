/** Every command and flag of Docker Compose is here, with the same short form, type and default. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

interface SurfaceFlag {
  long: string;
  short: string | null;
  type: string;
  default: string | null;
}

interface SurfaceCommand {
  command: string;
  usage: string;
  aliases: string[];
  subcommands: string[];
  flags: SurfaceFlag[];
}

const root = join(import.meta.dirname, '../..');
const surfaceFile = join(root, '../shared/cli-surface/compose.json');
const run = promisify(execFile);

async function helpOf(words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, 'src/main.ts'), ...words, '--help']);
  return stdout;
}

/** `  -d, --detach`, `      --name string   About (default "x")`, with the lines that go on. */
function flagsOf(help: string): Map<string, SurfaceFlag> {
  const flags = new Map<string, SurfaceFlag>();
  const entries = help.split(/\n(?= {2}(?:-\w,| {3}) --)/).slice(1);
  for (const entry of entries) {
    const match = /^ {2}(?:(-\w),| {3}) (--[\w-]+)(?: (\w+))?(?: {2,}|$)/.exec(entry);
    if (match === null) continue;
    const [, short = null, long = '', type = 'bool'] = match;
    const text = entry.split('\n\n')[0]?.replace(/\s+/g, ' ') ?? '';
    const preset = /\(default "?([^")]*)"?\)/.exec(text)?.[1] ?? null;
    flags.set(long, { long, short: short, type, default: preset });
  }
  return flags;
}

/** Defaults that Docker's help words differently from a value. */
const wordedDefaults = ['--project-directory', '--output', '--all'];
/** Written in Docker's help as the value of this machine; here as what decides it. */
const detectedDefaults = ['--no-tty', '--no-TTY'];

describe.skipIf(!existsSync(surfaceFile))('the surface of Docker Compose', () => {
  const surface = existsSync(surfaceFile)
    ? (JSON.parse(readFileSync(surfaceFile, 'utf8')) as SurfaceCommand[])
    : [];

  test.concurrent.each(surface.map((command) => [command.command, command] as const))(
    '%s',
    async (name, expected) => {
      const words = name.split(' ').slice(2);
      const help = await helpOf(words);
      const flags = flagsOf(help);
      const missing: string[] = [];
      for (const flag of expected.flags) {
        const own = flags.get(flag.long);
        if (own === undefined) missing.push(`${flag.long} is missing`);
        else if (own.short !== flag.short)
          missing.push(`${flag.long}: ${own.short} instead of ${flag.short}`);
        else if (own.type !== flag.type) missing.push(`${flag.long}: ${own.type} instead of ${flag.type}`);
        else if (
          flag.default !== null &&
          own.default?.replace(/^\[|\]$/g, '') !== flag.default &&
          ![...wordedDefaults, ...detectedDefaults].includes(flag.long)
        )
          missing.push(`${flag.long}: default ${own.default} instead of ${flag.default}`);
      }
      for (const subcommand of expected.subcommands)
        if (!new RegExp(`^  ${subcommand} `, 'm').test(help))
          missing.push(`command ${subcommand} is missing`);
      expect(missing).toEqual([]);
    },
  );
});
