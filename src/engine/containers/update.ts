import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Resources, RestartPolicy } from '../../engine-api/index.ts';
import { EngineError, messageOf } from '../../shared/index.ts';
import { run } from '../host/index.ts';
import type { Container } from './container.ts';
import { completeHostConfig, hostDefaults } from './host-config.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';
import { containerResources } from './spec/resources.ts';

/** Changes limits and restart policy; what runs gets the limits at once. */
export async function updateContainer(
  room: Room,
  container: Container,
  change: Resources & { RestartPolicy?: RestartPolicy },
): Promise<{ Warnings: string[] }> {
  const { record } = container;
  if (container.removed)
    throw new EngineError(
      'conflict',
      `Cannot update container ${container.id}: Container is marked for removal and cannot be "update".`,
    );
  const given = Object.fromEntries(
    Object.entries(change).filter(
      ([, value]) =>
        value !== 0 && value !== '' && value != null && !(Array.isArray(value) && value.length === 0),
    ),
  );
  const restart = change.RestartPolicy?.Name ? { RestartPolicy: change.RestartPolicy } : {};
  const { RestartPolicy: _policy, ...limits } = given;
  const hostConfig = completeHostConfig({ ...record.hostConfig, ...limits, ...restart }, hostDefaults(room));
  const { resources, warnings } = containerResources(limits, room.cgroups);
  if (isRunning(container.state) && Object.keys(resources).length > 0)
    await apply(room, container, resources);
  record.hostConfig = hostConfig;
  container.saveRecord();
  container.emit(room.events, 'update');
  return { Warnings: warnings };
}

async function apply(room: Room, container: Container, resources: unknown): Promise<void> {
  const file = join(container.runFolder, 'resources.json');
  writeFileSync(file, JSON.stringify(resources), { mode: 0o600 });
  const [program = '', ...args] = room.runtime.command;
  try {
    await run(program, [...args, 'update', '--resources', file, container.id], { timeout: 10_000 });
  } catch (error) {
    throw new EngineError('system', `Cannot update container ${container.id}: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    rmSync(file, { force: true });
  }
}
