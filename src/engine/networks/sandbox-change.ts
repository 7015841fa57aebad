import type { EndpointSettings } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Sandbox } from './contract.ts';
import { DnsServer } from './dns/server.ts';
import { hasInterface, nameInterfaces, namesOf, planEndpoint } from './endpoints.ts';
import {
  attachInterfaces,
  newHostInterface,
  removeInnerInterface,
  removeInterfaces,
  setDefaultRoutes,
} from './interfaces.ts';
import { closeDnsSockets, leaveNamespace, type OpenNamespace, openNamespace } from './namespaces.ts';
import type { Endpoint, Network } from './network.ts';
import { wantedPorts } from './ports/bindings.ts';
import { describeSandbox, dnsSource, publishingEndpoint, type SandboxState } from './sandbox.ts';
import { emitEndpointEvent, republish, type SandboxContext, servePorts } from './sandbox-context.ts';

function checkConnection(network: Network, state: SandboxState): void {
  const { containerId, containerName } = state.request;
  if (network.driver === 'host')
    throw new EngineError(
      'forbidden',
      'cannot connect container to host network - container must be created in host network mode',
    );
  if (network.driver === 'null' || state.endpoints.some((endpoint) => endpoint.network.driver === 'null'))
    throw new EngineError(
      'forbidden',
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    );
  if (network.endpoints.has(containerId))
    throw new EngineError(
      'forbidden',
      `endpoint with name ${containerName} already exists in network ${network.name}`,
    );
}

/** Puts a running container on one more network. */
export async function connectSandbox(
  context: SandboxContext,
  network: Network,
  state: SandboxState,
  settings: EndpointSettings,
): Promise<Sandbox> {
  checkConnection(network, state);
  await context.bringUp(network);
  const endpoint = planEndpoint(network, state.request, settings, newHostInterface(context.tag));
  nameInterfaces([...state.endpoints, endpoint]);
  let namespace: OpenNamespace | undefined;
  try {
    namespace = openNamespace({ path: state.path, hasDns: network.hasNames && !state.dns });
    const [error] = attachInterfaces(context.host, [
      { namespace, endpoint, sysctls: {}, publishes: hasPorts(state) },
    ]);
    if (error) throw error;
    setDefaultRoutes(namespace, [...state.endpoints, endpoint]);
  } catch (error) {
    if (namespace?.dns) closeDnsSockets(namespace.dns);
    network.remove(endpoint);
    throw error;
  } finally {
    if (namespace) leaveNamespace(namespace);
  }
  if (namespace.dns)
    state.dns = new DnsServer(
      { udp: namespace.dns.udp.fd, tcp: namespace.dns.tcp.fd },
      dnsSource(state, context.forwarder),
    );
  state.endpoints.push(endpoint);
  network.add(endpoint);
  await publishAnew(context, state);
  context.store.save(state);
  emitEndpointEvent(context, 'connect', endpoint);
  return describeSandbox(state);
}

function hasPorts({ request }: SandboxState): boolean {
  return request.publishAll || Object.keys(request.portBindings).length > 0;
}

/** The first network with a way out brings the published ports with it, another one may take them over. */
async function publishAnew(context: SandboxContext, state: SandboxState): Promise<void> {
  const publishing = publishingEndpoint(state.endpoints, 4) ?? publishingEndpoint(state.endpoints, 6);
  if (publishing && state.held.length === 0) {
    state.held = await context.ports.reserve(
      state.request,
      wantedPorts(state.request, publishing.network.options.hostBinding),
    );
    servePorts(context, state);
  } else if (!publishing) {
    context.ports.release(state.held);
    state.held = [];
  }
  await republish(context, state);
}

/** Takes a running container off a network. */
export async function disconnectSandbox(
  context: SandboxContext,
  state: SandboxState,
  endpoint: Endpoint,
): Promise<Sandbox> {
  const namespace = openNamespace({ path: state.path, hasDns: false });
  try {
    if (endpoint.hostInterface) await removeInterfaces(context.slow, [endpoint]);
    else if (hasInterface(endpoint)) removeInnerInterface(namespace, endpoint);
    state.endpoints = state.endpoints.filter((each) => each !== endpoint);
    endpoint.network.remove(endpoint);
    setDefaultRoutes(namespace, state.endpoints);
  } finally {
    leaveNamespace(namespace);
  }
  await publishAnew(context, state);
  context.store.save(state);
  emitEndpointEvent(context, 'disconnect', endpoint);
  await context.settle(endpoint.network);
  return describeSandbox(state);
}

/** Gives a running container another name. */
export function renameSandbox(state: SandboxState, name: string): void {
  state.request = { ...state.request, containerName: name };
  for (const endpoint of state.endpoints) {
    const { network, settings } = endpoint;
    network.rename(endpoint, name, network.hasNames ? namesOf(state.request, settings) : []);
  }
}
