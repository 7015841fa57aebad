/** What engines do not tell of, or not apart from their own defaults: found by the hash that a container's label keeps. */
import { type ServiceConfig, serviceHash } from '../../compose-file/index.ts';
import type { ContainerConfig, ContainerInspect } from '../../engine-api/index.ts';
import type { FieldChange } from '../contract-plan.ts';
import { change } from './field-change.ts';

type Key = keyof ServiceConfig;

/** Attributes of which some value leaves no mark on a container. */
const unmarked = `
  attach blkio_config cgroup command configs cpu_count cpu_percent cpu_rt_period cpu_rt_runtime credential_spec deploy develop
  domainname entrypoint external_links healthcheck init ipc isolation label_file links logging mac_address mem_swappiness models
  network_mode oom_kill_disable platform ports post_start pre_start pre_stop restart runtime secrets shm_size stop_signal
  use_api_socket user volumes working_dir
`
  .trim()
  .split(/\s+/) as Key[];

/**
 * The one change that explains how the file came to differ from what the container was made of (`hash`), where its settings show none:
 * an attribute was added, taken out, or had a value that is known or can be guessed. Undefined when there is no such change.
 */
export function explainByHash(
  config: ServiceConfig,
  inspect: ContainerInspect,
  image: ContainerConfig | undefined,
  hash: string | undefined,
): FieldChange | undefined {
  const isBefore = (before: ServiceConfig): boolean => serviceHash(before) === hash;
  const added = unmarked.find(
    (key) => config[key] !== undefined && isBefore({ ...config, [key]: undefined }),
  );
  if (added !== undefined) return shown(added, undefined, config[added]);
  for (const [key, values] of Object.entries(guesses(config, inspect, image)) as [Key, unknown[]][]) {
    const before = values.find((value) => value !== undefined && isBefore({ ...config, [key]: value }));
    if (before !== undefined) return shown(key, before, config[key]);
  }
  return undefined;
}

/** Of hooks, what they run: their variables may be secret. */
function shown(key: Key, before: unknown, after: unknown): FieldChange {
  const brief = (value: unknown): unknown =>
    Array.isArray(value) && /^p(re|ost)_/.test(key)
      ? value.map((hook: { command: unknown }) => hook.command)
      : value;
  return change(key, brief(before), brief(after));
}

/** What may have stood in the file. */
function guesses(
  config: ServiceConfig,
  { Config, HostConfig }: ContainerInspect,
  image: ContainerConfig | undefined,
): { [K in Key]?: unknown[] } {
  const { Type: driver, Config: options } = HostConfig.LogConfig ?? {};
  const ports = config.ports ?? [];
  return {
    attach: [true, false],
    cgroup: [HostConfig.CgroupnsMode],
    command: [image?.Cmd, Config.Cmd],
    entrypoint: [image?.Entrypoint],
    init: [true, false],
    ipc: [HostConfig.IpcMode],
    isolation: ['default'],
    logging: [{ driver }, { options }, { driver, options }],
    mac_address: [Config.MacAddress],
    platform: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux'],
    ports: [
      ports.map(({ name: _name, ...port }) => port),
      ports.map(({ app_protocol: _protocol, ...port }) => port),
    ],
    restart: ['no'],
    runtime: [HostConfig.Runtime, 'runc'],
    shm_size: [String(HostConfig.ShmSize), HostConfig.ShmSize],
    stop_signal: [Config.StopSignal],
    user: [Config.User],
    working_dir: [Config.WorkingDir],
  };
}
