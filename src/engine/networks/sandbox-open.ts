import { join } from 'node:path';
import { EngineError } from '../../shared/index.ts';
import type { Sandbox, SandboxRequest } from './contract.ts';
import { DnsServer } from './dns/server.ts';
import { asksForAddress, hasInterface, nameInterfaces, planEndpoint } from './endpoints.ts';
import { type Attachment, attachInterfaces, newHostInterface, setDefaultRoutes } from './interfaces.ts';
import { closeDnsSockets, createNamespaces, leaveNamespace, type OpenNamespace } from './namespaces.ts';
import type { Network } from './network.ts';
import { wantedPorts } from './ports/bindings.ts';
import {
  describeSandbox,
  dnsSource,
  firewallTargets,
  hasNames,
  publishingEndpoint,
  type SandboxState,
} from './sandbox.ts';
import { dismantle, emitEndpointEvent, type SandboxContext, servePorts } from './sandbox-context.ts';

/** One container on its way: what is done so far, or why it ended. */
interface Opening {
  state: SandboxState;
  namespace?: OpenNamespace;
  error?: Error;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function succeeding(openings: Opening[]): Opening[] {
  return openings.filter(({ error }) => error === undefined);
}

/** Does one step for each of the containers that are still well. */
async function forEachWell(
  openings: Opening[],
  step: (opening: Opening) => Promise<void> | void,
): Promise<void> {
  for (const opening of succeeding(openings)) {
    try {
      await step(opening);
    } catch (error) {
      opening.error = toError(error);
    }
  }
}

/** Opens many containers' networks at once. One that fails leaves nothing and does not harm the others. */
export async function openSandboxes(
  context: SandboxContext,
  requests: SandboxRequest[],
): Promise<(Sandbox | Error)[]> {
  const openings = requests.map((request): Opening => ({ state: newState(context, request) }));
  const plans = new Map<Opening, Network[]>();
  await forEachWell(openings, async (opening) => {
    plans.set(opening, await findNetworks(context, opening.state.request));
  });
  // Who asks for an address gets it before others are given the lowest that is free.
  const inOrder = openings.toSorted((a, b) => Number(asksForOne(b)) - Number(asksForOne(a)));
  await forEachWell(inOrder, (opening) => planEndpoints(context, opening.state, plans.get(opening) ?? []));
  await forEachWell(openings, async ({ state }) => {
    const publishing = publishingEndpoint(state.endpoints, 4) ?? publishingEndpoint(state.endpoints, 6);
    if (publishing)
      state.held = await context.ports.reserve(
        state.request,
        wantedPorts(state.request, publishing.network.options.hostBinding),
      );
  });
  makeNamespaces(openings);
  makeInterfaces(context, openings);
  await publish(context, openings);
  await forEachWell(openings, (opening) => serve(context, opening));
  for (const { namespace } of openings) if (namespace) leaveNamespace(namespace);
  await undoFailed(context, openings);
  return openings.map(({ state, error }) => error ?? describeSandbox(state));
}

function newState(context: SandboxContext, request: SandboxRequest): SandboxState {
  return {
    request,
    path: join(context.namespaces, request.containerId),
    endpoints: [],
    held: [],
    targets: [],
    dns: undefined,
  };
}

function asksForOne({ state }: Opening): boolean {
  return Object.values(state.request.endpoints).some(asksForAddress);
}

async function findNetworks(context: SandboxContext, request: SandboxRequest): Promise<Network[]> {
  const networks = Object.keys(request.endpoints).map((name) => context.findNetwork(name));
  if (networks.length > 1 && networks.some(({ driver }) => driver === 'null'))
    throw new EngineError(
      'invalid',
      'container cannot be connected to multiple networks with one of the networks in private (none) mode',
    );
  for (const network of networks) await context.bringUp(network);
  return networks;
}

function planEndpoints(context: SandboxContext, state: SandboxState, networks: Network[]): void {
  const settings = Object.values(state.request.endpoints);
  for (const [index, network] of networks.entries())
    state.endpoints.push(
      planEndpoint(network, state.request, settings[index] ?? {}, newHostInterface(context.tag)),
    );
  nameInterfaces(state.endpoints);
}

function makeNamespaces(openings: Opening[]): void {
  const wanted = succeeding(openings);
  const results = createNamespaces(
    wanted.map(({ state: { path, endpoints, request } }) => ({
      path,
      hasDns: hasNames(endpoints),
      // Those of containers with interfaces are set once the first of these is there: they may be about it.
      sysctls: endpoints.some(hasInterface) ? {} : request.sysctls,
    })),
  );
  for (const [index, opening] of wanted.entries()) {
    const result = results[index];
    if (result instanceof Error) opening.error = result;
    else if (result) opening.namespace = result;
  }
}

function makeInterfaces(context: SandboxContext, openings: Opening[]): void {
  const wanted = succeeding(openings).flatMap((opening) =>
    opening.state.endpoints.filter(hasInterface).map((endpoint, index) => ({ opening, endpoint, index })),
  );
  const attachments = wanted.flatMap(({ opening, endpoint, index }): Attachment[] =>
    opening.namespace
      ? [
          {
            namespace: opening.namespace,
            endpoint,
            sysctls: index === 0 ? opening.state.request.sysctls : {},
            publishes: opening.state.held.length > 0,
          },
        ]
      : [],
  );
  const errors = attachInterfaces(context.host, attachments);
  for (const [index, { opening }] of wanted.entries()) {
    const error = errors[index];
    if (error) opening.error ??= error;
  }
  for (const opening of succeeding(openings)) {
    try {
      if (opening.namespace) setDefaultRoutes(opening.namespace, opening.state.endpoints);
    } catch (error) {
      opening.error = toError(error);
    }
  }
}

async function publish(context: SandboxContext, openings: Opening[]): Promise<void> {
  const publishing = succeeding(openings).filter(({ state }) => {
    state.targets = firewallTargets(state);
    return state.targets.length > 0;
  });
  try {
    if (publishing.length === 0) await context.firewall.refresh();
    else await context.firewall.publish(publishing.flatMap(({ state }) => state.targets));
  } catch (error) {
    for (const opening of succeeding(openings)) opening.error = toError(error);
  }
}

function serve(context: SandboxContext, { state, namespace }: Opening): void {
  servePorts(context, state);
  if (namespace?.dns) {
    const { udp, tcp } = namespace.dns;
    state.dns = new DnsServer({ udp: udp.fd, tcp: tcp.fd }, dnsSource(state, context.forwarder));
  }
  context.store.save(state);
  context.states.set(state.request.containerId, state);
  for (const endpoint of state.endpoints) {
    endpoint.network.add(endpoint);
    emitEndpointEvent(context, 'connect', endpoint);
  }
}

async function undoFailed(context: SandboxContext, openings: Opening[]): Promise<void> {
  const failed = openings.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return;
  for (const { state, namespace } of failed) {
    if (namespace?.dns && !state.dns) closeDnsSockets(namespace.dns);
    context.states.delete(state.request.containerId);
  }
  await dismantle(
    context,
    failed.map(({ state }) => state),
  );
  const networks = new Set(failed.flatMap(({ state }) => state.endpoints.map(({ network }) => network)));
  for (const network of networks) await context.settle(network);
}
