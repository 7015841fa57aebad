import {
  bytes,
  duration,
  float32,
  integer,
  labels,
  listOf,
  mapping,
  pointer,
  struct,
  type Type,
  text,
  texts,
  unsigned,
} from './types.ts';

export const deviceRequest: Type = struct(
  { capabilities: texts, driver: text, count: { kind: 'device-count' }, device_ids: texts, options: mapping },
  false,
);

const update = struct({
  parallelism: pointer(unsigned),
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: float32,
  order: text,
});

const discreteResource = struct({
  kind: { type: text, always: 'both' },
  value: { type: integer, always: 'both' },
});

const resource = struct({
  cpus: { kind: 'cpus' },
  memory: bytes,
  pids: integer,
  devices: listOf(deviceRequest),
  generic_resources: listOf(struct({ discrete_resource_spec: pointer(discreteResource) })),
});

export const deploy: Type = struct({
  mode: text,
  replicas: pointer(integer),
  labels,
  update_config: pointer(update),
  rollback_config: pointer(update),
  resources: struct({ limits: pointer(resource), reservations: pointer(resource) }),
  restart_policy: pointer(
    struct({
      condition: text,
      delay: pointer(duration),
      max_attempts: pointer(unsigned),
      window: pointer(duration),
    }),
  ),
  placement: struct({
    constraints: texts,
    preferences: listOf(struct({ spread: text })),
    max_replicas_per_node: unsigned,
  }),
  endpoint_mode: text,
});
