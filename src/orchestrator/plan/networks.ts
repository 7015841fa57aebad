import { type NetworkConfig, networkHash, type Project } from '../../compose-file/index.ts';
import type { NetworkInspect } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { label } from '../labels.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { networkRequest } from '../spec/resources-of-project.ts';
import type { Observed } from './observed.ts';
import { cause, type Step } from './steps.ts';

export interface NetworkPlan {
  steps: Step[];
  warnings: string[];
  /** Key → id of a network that stays; absent for those that are made anew. */
  ids: Map<string, string>;
}

/** What must be done for the project's networks to be there as the files say. */
export function planNetworks(project: Project, observed: Observed): NetworkPlan {
  const plan: NetworkPlan = { steps: [], warnings: [], ids: new Map() };
  for (const [key, config] of Object.entries(project.networks)) {
    if (config.external) plan.ids.set(key, externalNetwork(key, config, observed.networks).Id);
    else planNetwork(project, key, config, observed, plan);
  }
  return plan;
}

function externalNetwork(key: string, config: NetworkConfig, networks: NetworkInspect[]): NetworkInspect {
  const name = config.name ?? '';
  const [found, another] = networks.filter((network) => network.Name === name || network.Id === name);
  if (found === undefined) {
    throw new UserError(
      'external-network-missing',
      `network ${name} declared as external, but could not be found`,
      {
        hint: `Create it first (\`docker network create ${name}\`), or remove \`external: true\`.`,
        path: ['networks', key],
      },
    );
  }
  if (another !== undefined) {
    throw new UserError(
      'ambiguous-network',
      `multiple networks with name "${name}" were found. Use network ID as \`name\` to avoid ambiguity`,
      { path: ['networks', key] },
    );
  }
  return found;
}

function planNetwork(
  project: Project,
  key: string,
  config: NetworkConfig,
  observed: Observed,
  plan: NetworkPlan,
): void {
  const request = networkRequest(project, key, config);
  const named = observed.networks.filter((network) => network.Name === request.Name);
  const existing = named.find((network) => isOurs(project, key, network)) ?? named[0];
  if (existing === undefined) {
    const id = `create network ${request.Name}`;
    plan.steps.push({ kind: 'create-network', id, key, request, after: [], cause: cause('missing') });
    return;
  }
  plan.warnings.push(...strangerWarning(project, request.Name, existing));
  const found = existing.Labels?.[label.network] ?? '';
  if (found !== key) {
    throw new UserError(
      'network-label-mismatch',
      `network ${request.Name} was found but has incorrect label ${label.network} set to "${found}" (expected: "${key}")`,
      { path: ['networks', key] },
    );
  }
  const hash = existing.Labels?.[label.configHash] ?? '';
  if (hash === '' || hash === networkHash(config)) {
    plan.ids.set(key, existing.Id);
    return;
  }
  const users = Object.entries(project.services)
    .filter(([, service]) => service.networks !== undefined && key in service.networks)
    .map(([name]) => name);
  plan.steps.push({
    kind: 'replace-network',
    id: `recreate network ${request.Name}`,
    key,
    request,
    containers: observed.containers
      .filter((container) => users.includes(serviceOf(container)))
      .map((container) => ({ id: container.Id, name: nameOf(container) })),
    after: [],
    cause: cause('configuration changed'),
  });
}

function isOurs(project: Project, key: string, network: NetworkInspect): boolean {
  return network.Labels?.[label.project] === project.name && network.Labels[label.network] === key;
}

function strangerWarning(project: Project, name: string, network: NetworkInspect): string[] {
  const owner = network.Labels?.[label.project];
  const advice = 'Set `external: true` to use an existing network';
  if (owner === undefined)
    return [`a network with name ${name} exists but was not created by compose.\n${advice}`];
  if (owner === project.name) return [];
  return [`a network with name ${name} exists but was not created for project "${project.name}".\n${advice}`];
}
