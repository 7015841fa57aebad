import type { ContainerCalls } from '../../dashboard-api/index.ts';
import type { ContainerTop } from '../../engine-api/index.ts';
import type { CallHandler } from '../registry.ts';
import { containerOf } from './container-of.ts';

export const listProcesses: CallHandler<ContainerCalls['container.processes']>['run'] = async (
  { container },
  context,
) => {
  const live = await context.engine();
  const { id } = containerOf(live.model, container);
  const { Titles, Processes } = await live.client.json<ContainerTop>({
    method: 'GET',
    path: `/containers/${id}/top`,
    signal: context.signal,
  });
  return { titles: Titles, rows: Processes ?? [] };
};
