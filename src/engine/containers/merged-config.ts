import type { ContainerConfig, ContainerCreateRequest, HealthConfig } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';

/**
 * A request completed with the image's configuration: the request wins, maps are joined, and a new entrypoint drops the
 * image's command (as `docker run --entrypoint`). An empty list of words is an entrypoint too: none.
 */
export function mergeConfig(
  request: ContainerCreateRequest,
  image: ContainerConfig,
  id: string,
): ContainerConfig {
  const { HostConfig: _host, NetworkingConfig: _networking, ...own } = request;
  const entrypoint = own.Entrypoint;
  const inheritsCommand = !entrypoint?.length && !own.Cmd?.length;
  const healthcheck = mergeHealthcheck(own.Healthcheck, image.Healthcheck);
  const networkMode = request.HostConfig?.NetworkMode ?? '';
  const config: ContainerConfig = {
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Tty: false,
    OpenStdin: false,
    StdinOnce: false,
    ...own,
    Hostname:
      own.Hostname || (networkMode === 'host' || networkMode.startsWith('container:') ? '' : id.slice(0, 12)),
    Domainname: own.Domainname ?? '',
    User: own.User || image.User || '',
    Env: mergeEnv(image.Env ?? [], own.Env ?? []),
    Cmd: inheritsCommand ? (image.Cmd ?? null) : (own.Cmd ?? null),
    Entrypoint: entrypoint ? withoutReset(entrypoint) : (image.Entrypoint ?? null),
    Volumes: joined(image.Volumes, own.Volumes),
    WorkingDir: own.WorkingDir || image.WorkingDir || '',
    Labels: { ...image.Labels, ...own.Labels },
    OnBuild: null,
  };
  const exposed = joined(image.ExposedPorts, own.ExposedPorts);
  if (exposed) config.ExposedPorts = exposed;
  else delete config.ExposedPorts;
  const stopSignal = own.StopSignal || image.StopSignal;
  if (stopSignal) config.StopSignal = stopSignal;
  const shell = own.Shell ?? image.Shell;
  if (shell) config.Shell = shell;
  if (healthcheck) config.Healthcheck = healthcheck;
  else delete config.Healthcheck;
  return config;
}

/** `[""]` is how clients say "none" for an entrypoint. */
function withoutReset(entrypoint: string[]): string[] | null {
  return entrypoint.length === 1 && entrypoint[0] === '' ? null : entrypoint;
}

function joined(
  first: Record<string, Record<string, never>> | null | undefined,
  second: Record<string, Record<string, never>> | null | undefined,
): Record<string, Record<string, never>> | null {
  const all = { ...first, ...second };
  return Object.keys(all).length > 0 ? all : null;
}

/** A name without `=` takes a variable away. */
function mergeEnv(base: string[], own: string[]): string[] {
  const variables = new Map<string, string>();
  for (const entry of [...base, ...own]) {
    const name = entry.split('=', 1)[0] ?? '';
    if (entry.includes('=')) variables.set(name, entry);
    else variables.delete(name);
  }
  return [...variables.values()];
}

function mergeHealthcheck(
  own: HealthConfig | null | undefined,
  image: HealthConfig | null | undefined,
): HealthConfig | undefined {
  if (!own) return image ?? undefined;
  if (!image || own.Test?.[0] === 'NONE') return own;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== 0 && value != null));
  const test = own.Test?.length ? own.Test : image.Test;
  return { ...image, ...given, ...(test ? { Test: test } : {}) };
}

/** Program and arguments. @throws EngineError `invalid` when there is nothing to run. */
export function commandOf(config: ContainerConfig): { path: string; args: string[] } {
  const [path, ...args] = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (path === undefined) throw new EngineError('invalid', 'no command specified');
  return { path, args };
}
