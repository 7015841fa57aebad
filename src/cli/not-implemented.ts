import { UserError } from '../shared/index.ts';

/** Refuses by name what Docker Compose has and this program has not yet. */
export function notImplemented(what: string): UserError {
  return new UserError('not-implemented', `${what} is not implemented yet`, {
    hint: 'docs/compat.md lists what differs from Docker Compose.',
  });
}
