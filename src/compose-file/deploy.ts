import type { Extensible } from './project.ts';

/** `services.*.deploy`. Section "deploy" of the specification. */
export interface DeployConfig extends Extensible {
  mode?: string;
  replicas?: number;
  labels?: Record<string, string>;
  update_config?: UpdateConfig;
  rollback_config?: UpdateConfig;
  resources: DeployResources;
  restart_policy?: RestartPolicy;
  placement: Placement;
  endpoint_mode?: string;
}

export interface UpdateConfig extends Extensible {
  parallelism?: number;
  delay?: string;
  failure_action?: string;
  monitor?: string;
  max_failure_ratio?: number;
  order?: string;
}

export interface DeployResources extends Extensible {
  limits?: ResourceLimits;
  reservations?: ResourceLimits;
}

export interface ResourceLimits extends Extensible {
  cpus?: number;
  memory?: string;
  pids?: number;
  devices?: DeviceRequest[];
  generic_resources?: GenericResource[];
}

export interface DeviceRequest {
  capabilities?: string[];
  driver?: string;
  /** -1: all. */
  count?: number;
  device_ids?: string[];
  options?: Record<string, string>;
}

export interface GenericResource extends Extensible {
  discrete_resource_spec?: { kind: string; value: number };
}

export interface RestartPolicy extends Extensible {
  condition?: string;
  delay?: string;
  max_attempts?: number;
  window?: string;
}

export interface Placement extends Extensible {
  constraints?: string[];
  preferences?: { spread?: string }[];
  max_replicas_per_node?: number;
}
