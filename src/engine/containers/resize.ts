import { EngineError } from '../../shared/index.ts';
import { KeeperError } from '../host/index.ts';
import type { Container } from './container.ts';
import type { Exec } from './exec-store.ts';
import type { Room } from './room.ts';

interface Size {
  rows: number;
  columns: number;
}

/** @throws EngineError `conflict` when the container does not run */
export async function resizeContainer(room: Room, container: Container, size: Size): Promise<void> {
  const refusal = new EngineError('conflict', `container ${container.id} is not running`);
  await resize(room, container.id, size, refusal);
}

/** @throws EngineError `not-found` when its process has ended, as Docker has it */
export async function resizeExec(room: Room, exec: Exec, size: Size): Promise<void> {
  const refusal = new EngineError('not-found', `process does not exist ${exec.id}: not found`);
  await resize(room, exec.id, size, refusal);
}

/** Windows are resized at any moment, also when what they show has just ended. */
async function resize(room: Room, key: string, { rows, columns }: Size, ended: EngineError): Promise<void> {
  try {
    await room.keeper.resize(key, rows, columns);
  } catch (error) {
    throw error instanceof KeeperError && error.kind === 'not-running' ? ended : error;
  }
}
