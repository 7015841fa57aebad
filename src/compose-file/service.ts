import type { BuildConfig, DevelopConfig } from './build.ts';
import type { DeployConfig, DeviceRequest } from './deploy.ts';
import type { Extensible } from './project.ts';

/** One service as loaded; see `Project` for how values are written. Section "services" of the specification. */
export interface ServiceConfig extends Extensible {
  profiles?: string[];
  annotations?: Record<string, string>;
  attach?: boolean;
  build?: BuildConfig;
  develop?: DevelopConfig;
  blkio_config?: BlkioConfig;
  cap_add?: string[];
  cap_drop?: string[];
  cgroup_parent?: string;
  cgroup?: string;
  cpu_count?: number;
  cpu_percent?: number;
  cpu_period?: number;
  cpu_quota?: number;
  cpu_rt_period?: number;
  cpu_rt_runtime?: number;
  cpus?: number;
  cpuset?: string;
  cpu_shares?: number;
  /** `null`: what the image says; an empty list: nothing. */
  command: string[] | null;
  configs?: FileReference[];
  container_name?: string;
  credential_spec?: CredentialSpec;
  depends_on?: Record<string, ServiceDependency>;
  deploy?: DeployConfig;
  device_cgroup_rules?: string[];
  devices?: DeviceMapping[];
  dns?: string[];
  dns_opt?: string[];
  dns_search?: string[];
  dockerfile?: string;
  domainname?: string;
  /** `null`: what the image says; an empty list: none. */
  entrypoint: string[] | null;
  provider?: ServiceProvider;
  /** `null`: the variable is named without a value and is not set where we run. */
  environment?: Record<string, string | null>;
  /** Only with `keepEnvFiles`: their content is in `environment` already. */
  env_file?: EnvFile[];
  expose?: string[];
  external_links?: string[];
  /** `host=address`, sorted. */
  extra_hosts?: string[];
  group_add?: string[];
  gpus?: DeviceRequest[];
  hostname?: string;
  healthcheck?: HealthcheckConfig;
  image?: string;
  init?: boolean;
  ipc?: string;
  isolation?: string;
  labels?: Record<string, string>;
  label_file?: string[];
  links?: string[];
  logging?: LoggingConfig;
  log_driver?: string;
  log_opt?: Record<string, string>;
  mem_limit?: string;
  mem_reservation?: string;
  memswap_limit?: string;
  mem_swappiness?: string;
  mac_address?: string;
  models?: Record<string, ServiceModel | null>;
  net?: string;
  network_mode?: string;
  networks?: Record<string, ServiceNetwork | null>;
  oom_kill_disable?: boolean;
  oom_score_adj?: number;
  pid?: string;
  pids_limit?: number;
  platform?: string;
  ports?: ServicePort[];
  privileged?: boolean;
  pull_policy?: string;
  read_only?: boolean;
  restart?: string;
  runtime?: string;
  scale?: number;
  secrets?: FileReference[];
  security_opt?: string[];
  shm_size?: string;
  stdin_open?: boolean;
  stop_grace_period?: string;
  stop_signal?: string;
  storage_opt?: Record<string, string>;
  sysctls?: Record<string, string>;
  tmpfs?: string[];
  tty?: boolean;
  ulimits?: Record<string, Ulimit>;
  use_api_socket?: boolean;
  user?: string;
  userns_mode?: string;
  uts?: string;
  volume_driver?: string;
  volumes?: ServiceVolume[];
  volumes_from?: string[];
  working_dir?: string;
  pre_start?: InitContainer[];
  post_start?: ServiceHook[];
  pre_stop?: ServiceHook[];
}

export interface ServiceHook extends Extensible {
  command: string[] | null;
  user?: string;
  privileged?: boolean;
  working_dir?: string;
  environment?: Record<string, string | null>;
}

/** Runs to its end before the service's first container starts. */
export interface InitContainer extends ServiceHook {
  /** The service's own when absent. */
  image?: string;
  /** Once for each container of the service; Docker Compose has it in its schema only. */
  per_replica?: boolean;
}

export interface BlkioConfig extends Extensible {
  weight?: number;
  weight_device?: WeightDevice[];
  device_read_bps?: ThrottleDevice[];
  device_read_iops?: ThrottleDevice[];
  device_write_bps?: ThrottleDevice[];
  device_write_iops?: ThrottleDevice[];
}

export interface WeightDevice {
  path: string;
  weight: number;
}

export interface ThrottleDevice {
  path: string;
  /** Bytes, or operations, a second, in decimal digits. */
  rate: string;
}

export interface DeviceMapping extends Extensible {
  source?: string;
  target?: string;
  permissions?: string;
}

export interface ServiceProvider extends Extensible {
  type?: string;
  options?: Record<string, string[]>;
}

/** What a service mounts of a secret or a config. */
export interface FileReference extends Extensible {
  source?: string;
  target?: string;
  uid?: string;
  gid?: string;
  mode?: string;
}

export interface CredentialSpec extends Extensible {
  config?: string;
  file?: string;
  registry?: string;
}

export interface ServiceDependency extends Extensible {
  condition?: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  restart?: boolean;
  required: boolean;
}

export interface EnvFile {
  path: string;
  required: boolean;
  format?: string;
}

export interface HealthcheckConfig extends Extensible {
  /** First item is CMD, CMD-SHELL or NONE. */
  test?: string[];
  timeout?: string;
  interval?: string;
  retries?: number;
  start_period?: string;
  start_interval?: string;
  disable?: boolean;
}

export interface LoggingConfig extends Extensible {
  driver?: string;
  options?: Record<string, string>;
}

export interface ServiceModel extends Extensible {
  endpoint_var?: string;
  model_var?: string;
}

export interface ServiceNetwork extends Extensible {
  aliases?: string[];
  driver_opts?: Record<string, string>;
  gw_priority?: number;
  interface_name?: string;
  ipv4_address?: string;
  ipv6_address?: string;
  link_local_ips?: string[];
  mac_address?: string;
  priority?: number;
}

export interface ServicePort extends Extensible {
  name?: string;
  mode?: string;
  host_ip?: string;
  target: number;
  /** A port, a range "8000-8010", or absent: any free port. */
  published?: string;
  protocol?: string;
  app_protocol?: string;
}

export interface ServiceVolume extends Extensible {
  type: 'bind' | 'volume' | 'tmpfs' | 'npipe' | 'cluster' | 'image';
  /** A path, a volume's key in `Project.volumes`, an image; absent: an anonymous volume. */
  source?: string;
  target?: string;
  read_only?: boolean;
  consistency?: string;
  bind?: VolumeBind;
  volume?: VolumeVolume;
  tmpfs?: VolumeTmpfs;
  image?: VolumeImage;
}

export interface VolumeBind extends Extensible {
  selinux?: 'z' | 'Z';
  propagation?: string;
  create_host_path?: boolean;
  recursive?: string;
}

export interface VolumeVolume extends Extensible {
  labels?: Record<string, string>;
  nocopy?: boolean;
  subpath?: string;
}

export interface VolumeTmpfs extends Extensible {
  size?: string;
  mode?: number;
}

export interface VolumeImage extends Extensible {
  subpath?: string;
}

/** One number for both, or two. */
export type Ulimit = number | { soft: number; hard: number };
