import { annotations } from './annotations.ts';
import { build } from './build.ts';
import { command } from './command.ts';
import { dependsOn } from './depends-on.ts';
import { deploy } from './deploy.ts';
import { develop } from './develop.ts';
import { gpus } from './device-requests.ts';
import { devices } from './devices.ts';
import { dns, dnsOpt, dnsSearch } from './dns.ts';
import { envFile } from './env-file.ts';
import { environment } from './environment.ts';
import { extendsAttribute } from './extends.ts';
import { extraHosts } from './extra-hosts.ts';
import { configs, secrets } from './file-mounts.ts';
import { healthcheck } from './healthcheck.ts';
import { labelFile } from './label-file.ts';
import { labels } from './labels.ts';
import { logging } from './logging.ts';
import { serviceModels } from './models.ts';
import { serviceNetworks } from './networks.ts';
import { plainAttributes } from './plain.ts';
import { ports } from './ports.ts';
import { networks, topLevelConfigs, topLevelModels, topLevelSecrets, topLevelVolumes } from './resources.ts';
import type { Attribute, Rule } from './rule.ts';
import {
  closedObject,
  either,
  listOf,
  mapOf,
  NAME,
  object,
  type Schema,
  text,
  textOrTexts,
} from './schema.ts';
import { objectAttributes } from './service-objects.ts';
import { sysctls } from './sysctls.ts';
import { tmpfs } from './tmpfs.ts';
import { ulimits } from './ulimits.ts';
import { uniqueListAttributes } from './unique-lists.ts';
import { volumes } from './volumes.ts';

/** Every attribute of a service, by name. */
export const serviceAttributes: Readonly<Record<string, Attribute>> = {
  ...plainAttributes,
  ...uniqueListAttributes,
  ...objectAttributes,
  annotations,
  build,
  command,
  configs,
  depends_on: dependsOn,
  deploy,
  develop,
  devices,
  dns,
  dns_opt: dnsOpt,
  dns_search: dnsSearch,
  entrypoint: command,
  env_file: envFile,
  environment,
  extends: extendsAttribute,
  extra_hosts: extraHosts,
  gpus,
  healthcheck,
  label_file: labelFile,
  labels,
  logging,
  models: serviceModels,
  networks: serviceNetworks,
  ports,
  secrets,
  sysctls,
  tmpfs,
  ulimits,
  volumes,
};

const schemaOfService: Schema = object(
  Object.fromEntries(Object.entries(serviceAttributes).map(([name, { schema }]) => [name, schema])),
);

/** What a Compose file may say, all of it. */
export const rootSchema: Schema = object({
  version: { ...text, deprecated: true },
  name: text,
  include: listOf(
    either(text, closedObject({ path: textOrTexts, env_file: textOrTexts, project_directory: text })),
  ),
  services: mapOf(schemaOfService, NAME),
  models: mapOf(topLevelModels.schema, NAME, true),
  networks: mapOf(networks.schema, NAME, true),
  volumes: mapOf(topLevelVolumes.schema, NAME),
  secrets: mapOf(topLevelSecrets.schema, NAME),
  configs: mapOf(topLevelConfigs.schema, NAME),
});

/** The rules at one place and those inside; `any` holds for keys that have none of their own, and for list items. */
export interface RuleNode {
  rule: Rule;
  readonly keys: Map<string, RuleNode>;
  any: RuleNode | undefined;
}

function emptyRuleNode(): RuleNode {
  return { rule: {}, keys: new Map(), any: undefined };
}

function register(root: RuleNode, path: readonly string[], attribute: Attribute): void {
  for (const [sub, rule] of Object.entries(attribute.rules ?? {})) {
    let at = root;
    for (const part of [...path, ...(sub === '' ? [] : sub.split('.'))]) at = step(at, part);
    if (Object.keys(at.rule).length > 0) throw new Error(`two rules at ${path.join('.')}.${sub}`);
    at.rule = rule;
  }
}

function step(at: RuleNode, part: string): RuleNode {
  if (part === '*') {
    at.any ??= emptyRuleNode();
    return at.any;
  }
  const existing = at.keys.get(part);
  if (existing !== undefined) return existing;
  const made = emptyRuleNode();
  at.keys.set(part, made);
  return made;
}

function buildRules(): RuleNode {
  const root = emptyRuleNode();
  for (const [name, attribute] of Object.entries(serviceAttributes)) {
    register(root, ['services', '*', name], attribute);
  }
  register(root, ['networks', '*'], networks);
  register(root, ['volumes', '*'], topLevelVolumes);
  register(root, ['secrets', '*'], topLevelSecrets);
  register(root, ['configs', '*'], topLevelConfigs);
  return root;
}

export const rootRules: RuleNode = buildRules();

/** Only the rules of one kind, with the way to them: a walk along these leaves out everything else. */
export function rulesWith(isWanted: (rule: Rule) => boolean): RuleNode {
  return pruned(rootRules, isWanted) ?? emptyRuleNode();
}

function pruned(node: RuleNode, isWanted: (rule: Rule) => boolean): RuleNode | undefined {
  const any = node.any === undefined ? undefined : pruned(node.any, isWanted);
  const keys = new Map<string, RuleNode>();
  for (const [key, inner] of node.keys) {
    const kept = pruned(inner, isWanted);
    // A key with rules of its own must not fall under those for any key.
    if (kept !== undefined || any !== undefined) keys.set(key, kept ?? emptyRuleNode());
  }
  if (keys.size === 0 && any === undefined && !isWanted(node.rule)) return undefined;
  return { rule: node.rule, keys, any };
}

/** The rules of a key or of a list item below a place. */
export function rulesBelow(at: RuleNode | undefined, key: string): RuleNode | undefined {
  return at?.keys.get(key) ?? at?.any;
}
