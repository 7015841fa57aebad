import type { ContainerCalls } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import type { CallHandler } from '../registry.ts';
import { containerOf } from './container-of.ts';
import { inspect } from './inspect.ts';
import { splitVariable } from './mask.ts';

export const revealVariable: CallHandler<ContainerCalls['container.reveal']>['run'] = async (
  { container, variable },
  context,
) => {
  const live = await context.engine();
  const { id, name } = containerOf(live.model, container);
  const { Config } = await inspect(id, live, context.signal);
  const found = (Config.Env ?? []).map(splitVariable).find(([own]) => own === variable);
  if (found === undefined)
    throw new UserError('no-such-variable', `${name} has no variable ${JSON.stringify(variable)}`);
  return { value: found[1] };
};
