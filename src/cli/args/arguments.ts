/** Rules on the number of arguments, with the texts of Docker's programs. */
import { UserError } from '../../shared/index.ts';

/** Throws when the arguments do not fit; `name` is the whole command (`tutti up`). */
export type ArgumentRule = (args: readonly string[], name: string) => void;

function usage(message: string): UserError {
  return new UserError('usage', message);
}

export function atLeast(count: number): ArgumentRule {
  return (args) => {
    if (args.length < count) throw usage(`requires at least ${count} arg(s), only received ${args.length}`);
  };
}

export function atMost(count: number): ArgumentRule {
  return (args) => {
    if (args.length > count) throw usage(`accepts at most ${count} arg(s), received ${args.length}`);
  };
}

export function between(least: number, most: number): ArgumentRule {
  return (args) => {
    if (args.length < least || args.length > most)
      throw usage(`accepts between ${least} and ${most} arg(s), received ${args.length}`);
  };
}

export function exactly(count: number): ArgumentRule {
  return (args, name) => {
    if (args.length !== count) throw usage(`'${name}' requires ${count} argument${count === 1 ? '' : 's'}`);
  };
}

export const none: ArgumentRule = (args, name) => {
  if (args.length > 0) throw usage(`unknown command ${JSON.stringify(args[0])} for ${JSON.stringify(name)}`);
};
