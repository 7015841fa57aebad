import { service } from './service.ts';
import {
  boolean,
  integer,
  labels,
  listOf,
  mapOf,
  mapping,
  options,
  pointer,
  struct,
  type Type,
  text,
  texts,
} from './types.ts';

const pool = struct({ subnet: text, gateway: text, ip_range: text, aux_addresses: mapping }, false);

export const network: Type & { kind: 'struct' } = struct({
  name: text,
  driver: text,
  driver_opts: options,
  ipam: struct({ driver: text, config: listOf(pool) }),
  external: boolean,
  internal: boolean,
  attachable: boolean,
  labels,
  enable_ipv4: pointer(boolean),
  enable_ipv6: pointer(boolean),
});

export const volume: Type & { kind: 'struct' } = struct({
  name: text,
  driver: text,
  driver_opts: options,
  external: boolean,
  labels,
});

/** Secrets and configs. */
export const fileObject: Type & { kind: 'struct' } = struct({
  name: text,
  file: text,
  environment: text,
  content: text,
  external: boolean,
  labels,
  driver: text,
  driver_opts: mapOf(text),
  template_driver: text,
});

const model = struct({ name: text, model: text, context_size: integer, runtime_flags: texts });

export const project: Type & { kind: 'struct' } = struct({
  name: text,
  services: { type: mapOf(service), always: 'both' },
  networks: mapOf(network),
  volumes: mapOf(volume),
  secrets: mapOf(fileObject),
  configs: mapOf(fileObject),
  models: mapOf(model),
});
