import type { Project } from '../../compose-file/index.ts';
import type { ContainerBrief, Why } from '../../dashboard-api/index.ts';
import { worst } from '../model/describe-project.ts';
import type { EngineModel } from '../model/engine-model.ts';
import { dependenciesIn } from '../model/labels.ts';

/** The service, then all that it waits for, nearest first; by the files, else by the labels of what runs. */
export function dependencyChain(
  service: string,
  members: readonly ContainerBrief[],
  model: Pick<EngineModel, 'facts'>,
  project: Project | undefined,
): Why['chain'] {
  const chain = new Map<string, Why['chain'][number]>();
  const next: { name: string; condition?: string }[] = [{ name: service }];
  for (const { name, condition } of next) {
    if (chain.has(name)) continue;
    const replicas = members.filter((member) => member.service === name && !member.oneOff);
    const mood = worst(replicas.map((replica) => replica.mood));
    const shown = replicas.find((replica) => replica.mood === mood);
    chain.set(name, {
      service: name,
      mood,
      state: shown?.state ?? 'Not created',
      ...(condition === undefined ? {} : { condition }),
    });
    // A loop over an array comes to what is added on the way.
    next.push(...dependenciesOf(name, replicas[0], model, project));
  }
  return [...chain.values()];
}

function dependenciesOf(
  service: string,
  container: ContainerBrief | undefined,
  model: Pick<EngineModel, 'facts'>,
  project: Project | undefined,
): { name: string; condition: string }[] {
  const config = project?.services[service] ?? project?.disabledServices[service];
  if (config !== undefined) {
    return Object.entries(config.depends_on ?? {}).map(([name, { condition }]) => ({
      name,
      condition: condition ?? 'service_started',
    }));
  }
  const labels = container === undefined ? undefined : model.facts(container.id)?.labels;
  return Object.entries(dependenciesIn(labels)).map(([name, condition]) => ({ name, condition }));
}
