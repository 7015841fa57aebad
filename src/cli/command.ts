/** What a command declares; parsing, help and completion are made from it. */
import type { ArgumentRule } from './args/arguments.ts';
import type { Flags, FlagValues, Names } from './args/flag.ts';
import type { CommandContext } from './context.ts';

/** `scales` are `web=`, `paths` files here and `web:`; a list is what there is to choose from. */
export type Completes = Names | 'scales' | 'paths' | 'files' | 'nothing' | readonly string[];

export interface Command {
  /** After the command's name: `[OPTIONS] [SERVICE...]`. */
  readonly usage: string;
  /** Further forms of the same command. */
  readonly moreUsage: readonly string[];
  /** Below the summary in the help: what one should know before using it. */
  readonly details: string | undefined;
  readonly flags: Flags;
  readonly args: ArgumentRule | undefined;
  /** Flags end at the first argument (`run`, `exec`: what follows belongs to the container's command). */
  readonly stopAtFirstArgument: boolean;
  /** What completion offers for arguments. */
  readonly completes: Completes;
  /** Resolves to the exit code. */
  readonly run: (
    context: CommandContext,
    values: Readonly<Record<string, unknown>>,
    args: readonly string[],
  ) => Promise<number>;
}

export interface CommandDeclaration<F extends Flags> {
  usage: string;
  moreUsage?: readonly string[];
  details?: string;
  flags: F;
  args?: ArgumentRule;
  stopAtFirstArgument?: boolean;
  completes?: Completes;
  run: (context: CommandContext, flags: FlagValues<F>, args: readonly string[]) => Promise<number>;
}

/** Ties a command's code to the types of its flags. */
export function defineCommand<F extends Flags>(declaration: CommandDeclaration<F>): Command {
  return {
    moreUsage: [],
    details: undefined,
    args: undefined,
    stopAtFirstArgument: false,
    completes: 'services',
    ...declaration,
    // The parser fills exactly the declared names with values of the declared types.
    run: (context, values, args) => declaration.run(context, values as FlagValues<F>, args),
  };
}
