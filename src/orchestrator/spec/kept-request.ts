import type { ContainerCreateRequest, ContainerInspect, Exact } from '../../engine-api/index.ts';
import { exactJson } from '../../shared/index.ts';
import { isOwnLabel } from '../labels.ts';
import { type ContainerSpec, createRequest } from './container.ts';

const annotation = 'dev.tutti.request';

type Request = Exact<ContainerCreateRequest>;

/**
 * The request with itself in an annotation. Podman tells of a container in words of its own, not all, and together with what its settings
 * fill in: from that alone it cannot be known what a file said.
 */
export function withItself(spec: ContainerSpec, request: Request): Request {
  const { HostConfig } = request;
  const Annotations = { ...HostConfig?.Annotations, [annotation]: exactJson(comparable(spec)) };
  return { ...request, HostConfig: { ...HostConfig, Annotations } };
}

/** What the container was asked to be, where it was kept. */
export function keptRequest({ HostConfig: { Annotations } }: ContainerInspect): Request | undefined {
  const text = Annotations?.[annotation];
  if (text === undefined) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return typeof kept === 'object' && kept !== null && 'HostConfig' in kept ? (kept as Request) : undefined;
  } catch {
    // A file may say anything under this name too.
    return undefined;
  }
}

/** Without what depends on the engine's version, on the container before, and on who makes it. */
function comparable(spec: ContainerSpec): Request {
  const { Labels, ...request } = createRequest({ ...spec, inherited: [], apiVersion: '1.51' });
  const own = Object.entries(Labels ?? {}).filter(([name]) => !isOwnLabel(name));
  return {
    ...withoutUnset(request),
    Labels: Object.fromEntries(own),
    HostConfig: withoutUnset(request.HostConfig ?? {}),
  };
}

/** A truth value that is false may say something. */
function withoutUnset<T extends object>(settings: T): T {
  const set = Object.entries(settings).filter(
    ([, value]) => ![null, undefined, '', 0].includes(value as null),
  );
  return Object.fromEntries(set) as T;
}
