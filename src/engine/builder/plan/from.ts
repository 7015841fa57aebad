/** What variables in FROM come to: its base and its platform. */
import { messageOf } from '../../../shared/index.ts';
import { DockerfileError } from '../dockerfile/dockerfile-error.ts';
import type { From } from '../dockerfile/instruction.ts';
import { type Expansion, expandWord } from '../dockerfile/shell-words.ts';
import { didYouMean } from '../dockerfile/suggestion.ts';
import type { Linter } from '../lint/rules.ts';
import type { GlobalArgs } from './global-args.ts';
import { formatPlatform, type Platform, parsePlatform } from './platform.ts';

export interface FromOptions {
  escape: string;
  args: GlobalArgs;
  targetPlatform: Platform;
  linter: Linter;
}

/** @throws DockerfileError */
export function expandInFrom(from: From, word: string, { args, escape }: FromOptions): Expansion {
  try {
    return expandWord(word, args.values, { escape });
  } catch (error) {
    throw new DockerfileError(messageOf(error), from.lines, { cause: error });
  }
}

/** @throws DockerfileError */
export function stagePlatform(from: From, written: string, options: FromOptions): Platform {
  const expansion = expandInFrom(from, written, options);
  const hint = [...expansion.missing].map((name) => didYouMean(name, options.args.values.keys())).join('');
  if (expansion.text === '') {
    throw new DockerfileError(`empty platform value from expression ${written}${hint}`, from.lines);
  }
  let platform: Platform;
  try {
    platform = parsePlatform(expansion.text);
  } catch (error) {
    throw new DockerfileError(`failed to parse platform ${written}: ${messageOf(error)}${hint}`, from.lines);
  }
  lintPlatform(from, written, expansion, platform, options);
  return platform;
}

function lintPlatform(
  from: From,
  written: string,
  { text, used, missing }: Expansion,
  platform: Platform,
  { linter, targetPlatform }: FromOptions,
): void {
  const place = { line: from.lines.start, comments: from.comments };
  const isTarget = used.size === 1 && missing.size === 0 && used.has('TARGETPLATFORM');
  if (isTarget && text === formatPlatform(targetPlatform)) {
    linter.warn(
      'RedundantTargetPlatform',
      place,
      `Setting platform to predefined ${written} in FROM is redundant as this is the default behavior`,
    );
  }
  const named = from.name?.includes(platform.os) || from.name?.includes(platform.architecture);
  if (used.size === 0 && missing.size === 0 && !named) {
    linter.warn(
      'FromPlatformFlagConstDisallowed',
      place,
      `FROM --platform flag should not use constant value ${JSON.stringify(text)}`,
    );
  }
}
