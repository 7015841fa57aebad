import { type Project, type ServiceConfig, serviceHash } from '../../compose-file/index.ts';
import type { ContainerSummary } from '../../engine-api/index.ts';
import type { RecreatePolicy } from '../contract.ts';
import type { Cause } from '../contract-plan.ts';
import { label } from '../labels.ts';
import { cause } from './steps.ts';

export interface Expectation {
  project: Project;
  /** References to other services resolved; undefined when one of them is about to get another container. */
  config: ServiceConfig | undefined;
  imageId: string | undefined;
  policy: RecreatePolicy;
  /** What forced the policy: `--force-recreate`. */
  policyReason: string;
  /** Networks that stay, by key. */
  networkIds: ReadonlyMap<string, string>;
  replacedNetworks: ReadonlySet<string>;
}

/** Why a container must be made anew; undefined when it may stay. Docker Compose's reasons, in its order. */
export function recreateCause(expected: Expectation, actual: ContainerSummary): Cause | undefined {
  if (expected.policy === 'never') return undefined;
  if (expected.policy === 'force') return cause(expected.policyReason);
  const { config } = expected;
  if (config === undefined) return cause('a container whose namespace or volumes it shares is recreated');
  if (actual.Labels[label.configHash] !== serviceHash(config)) return cause('configuration changed');
  if ((actual.Labels[label.image] ?? '') !== (expected.imageId ?? ''))
    return imageCause(actual, expected.imageId);
  return networkCause(expected, config, actual) ?? volumeCause(expected.project, config, actual);
}

function imageCause(actual: ContainerSummary, imageId: string | undefined): Cause {
  return cause('image changed', [{ field: 'image', before: actual.Labels[label.image], after: imageId }]);
}

function networkCause(
  expected: Expectation,
  config: ServiceConfig,
  actual: ContainerSummary,
): Cause | undefined {
  const keys = Object.keys(config.networks ?? {});
  const replaced = keys.find((key) => expected.replacedNetworks.has(key));
  if (replaced !== undefined) return cause(`network ${networkName(expected, replaced)} is recreated`);
  if (actual.State !== 'running') return undefined;
  const connected = new Set(Object.values(actual.NetworkSettings.Networks).map(({ NetworkID }) => NetworkID));
  const absent = keys.find((key) => !connected.has(expected.networkIds.get(key) ?? ''));
  return absent === undefined
    ? undefined
    : cause(`not connected to network ${networkName(expected, absent)}`);
}

function networkName({ project }: Expectation, key: string): string {
  return project.networks[key]?.name ?? key;
}

function volumeCause(project: Project, config: ServiceConfig, actual: ContainerSummary): Cause | undefined {
  const mounted = new Set(actual.Mounts.filter(({ Type }) => Type === 'volume').map(({ Name }) => Name));
  const absent = (config.volumes ?? [])
    .filter(({ type, source }) => type === 'volume' && source)
    .map(({ source }) => project.volumes[source ?? '']?.name ?? source)
    .find((name) => !mounted.has(name));
  return absent === undefined ? undefined : cause(`volume ${absent} is not mounted`);
}
