import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { checkName } from './names.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';

/** @throws EngineError `conflict` when another container has the name. */
export async function renameContainer(room: Room, container: Container, wanted: string): Promise<void> {
  if (wanted === '') throw new EngineError('invalid', 'Neither old nor new names may be empty');
  const name = checkName(wanted);
  const { record } = container;
  if (name === record.name) {
    throw new EngineError('invalid', 'Renaming a container with the same name as its current name');
  }
  const old = record.name;
  room.store.reserveName(name, container.id);
  try {
    if (isRunning(container.state)) await room.networks.rename(container.id, name);
  } catch (error) {
    room.store.releaseName(name);
    throw error;
  }
  room.store.releaseName(old);
  record.name = name;
  container.saveRecord();
  container.emit(room.events, 'rename', { oldName: `/${old}` });
}
