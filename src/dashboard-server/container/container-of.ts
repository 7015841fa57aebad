import { UserError } from '../../shared/index.ts';
import type { EngineModel } from '../model/engine-model.ts';
import type { ContainerFacts } from '../model/facts.ts';

/** By id or name: what a page says never becomes part of a path to the engine before it is known to be a container. */
export function containerOf(model: EngineModel, reference: string): ContainerFacts {
  const found = model.find(reference);
  if (found !== undefined) return found;
  throw new UserError('no-such-container', `there is no container ${JSON.stringify(reference)}`, {
    hint: 'It may have been removed or replaced meanwhile.',
  });
}
