import { deviceRequestRule, deviceRequests } from './device-requests.ts';
import { joinAsList, keyOfPair } from './merging.ts';
import type { Attribute } from './rule.ts';
import {
  either,
  integer,
  listOf,
  listOrMap,
  nothing,
  number,
  object,
  oneOfTexts,
  repeatableTexts,
  text,
} from './schema.ts';

const update = object({
  parallelism: integer,
  delay: text,
  failure_action: text,
  monitor: text,
  max_failure_ratio: number,
  order: oneOfTexts('start-first', 'stop-first'),
});
const genericResources = listOf(object({ discrete_resource_spec: object({ kind: text, value: number }) }));

/** Replicas, limits and what only a cluster heeds. */
export const deploy: Attribute = {
  schema: either(
    nothing,
    object({
      mode: text,
      endpoint_mode: text,
      replicas: integer,
      labels: listOrMap,
      rollback_config: update,
      update_config: update,
      resources: object({
        limits: object({ cpus: number, memory: text, pids: integer }),
        reservations: object({
          cpus: number,
          memory: text,
          generic_resources: genericResources,
          devices: deviceRequests,
        }),
      }),
      restart_policy: object({ condition: text, delay: text, max_attempts: integer, window: text }),
      placement: object({
        constraints: repeatableTexts,
        preferences: listOf(object({ spread: text })),
        max_replicas_per_node: integer,
      }),
    }),
  ),
  rules: {
    labels: { merge: joinAsList, uniqueBy: keyOfPair },
    replicas: { cast: 'integer' },
    'update_config.parallelism': { cast: 'integer' },
    'update_config.max_failure_ratio': { cast: 'number' },
    'rollback_config.parallelism': { cast: 'integer' },
    'rollback_config.max_failure_ratio': { cast: 'number' },
    'restart_policy.max_attempts': { cast: 'integer' },
    'placement.max_replicas_per_node': { cast: 'integer' },
    'resources.reservations.devices.*': deviceRequestRule,
  },
};
