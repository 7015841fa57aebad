import { join } from 'node:path';
import { dismantle, emitEndpointEvent, forgetNamespace, type SandboxContext } from './sandbox-context.ts';

/** Closes many containers' networks at once; those that are not known are cleaned up all the same. */
export async function closeSandboxes(context: SandboxContext, containerIds: string[]): Promise<undefined[]> {
  const ids = [...new Set(containerIds)];
  const states = ids.flatMap((id) => context.states.get(id) ?? []);
  const unknown = ids.filter((id) => !context.states.has(id));
  for (const { request } of states) context.states.delete(request.containerId);
  await dismantle(context, states);
  for (const id of unknown) forgetNamespace(context, join(context.namespaces, id), id);
  for (const { endpoints } of states)
    for (const endpoint of endpoints) emitEndpointEvent(context, 'disconnect', endpoint);
  const networks = new Set(states.flatMap(({ endpoints }) => endpoints.map(({ network }) => network)));
  for (const network of networks) await context.settle(network);
  return containerIds.map(() => undefined);
}
