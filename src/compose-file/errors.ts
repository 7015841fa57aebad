import { UserError } from '../shared/index.ts';

/** All mistakes of a project at once; as a `UserError` it is the first of them. */
export class LoadError extends UserError {
  readonly problems: readonly UserError[];

  constructor(problems: readonly [UserError, ...UserError[]]) {
    const [first] = problems;
    super(first.code, first.message, {
      exitCode: first.exitCode,
      ...(first.hint === undefined ? {} : { hint: first.hint }),
      ...(first.position === undefined ? {} : { position: first.position }),
    });
    this.name = 'LoadError';
    this.problems = problems;
  }
}
