import type { User } from '../../dashboard-api/index.ts';
import type { EngineModel } from '../model/engine-model.ts';
import type { ContainerFacts } from '../model/facts.ts';

export interface Using {
  user: User;
  facts: ContainerFacts;
}

/** All containers, as users of things. */
export function usersIn(model: EngineModel): Using[] {
  return [...model.containers.values()].flatMap((brief) => {
    const facts = model.facts(brief.id);
    if (facts === undefined) return [];
    const { id, name, project, service, status } = brief;
    return [{ facts, user: { id, name, project, service, running: status === 'running' } }];
  });
}
