import type { EndpointSettings } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';
import type { Container } from './container.ts';
import { isRunning } from './record.ts';
import type { Room } from './room.ts';
import { sandboxRequest, takeSandbox, writeFiles } from './sandbox.ts';

/** Adds a container to a network, at once when it runs, else at its next start. */
export async function connectNetwork(
  room: Room,
  network: string,
  container: Container,
  settings: EndpointSettings,
): Promise<void> {
  const { Name: name } = room.networks.inspect(network);
  const { record, state } = container;
  const mode = record.hostConfig.NetworkMode ?? '';
  if (mode === 'host' || mode.startsWith('container:'))
    throw new EngineError(
      'forbidden',
      `container sharing network namespace with another container or host cannot be connected to any other network`,
    );
  if (name in record.networks)
    throw new EngineError(
      'forbidden',
      `endpoint with name ${container.name} already exists in network ${name}`,
    );
  if (isRunning(state)) {
    const sandbox = await room.networks.connect(network, sandboxRequest(container), settings);
    takeSandbox(container, sandbox);
    writeFiles(container, sandbox.hosts, sandbox.resolvConf);
  }
  record.networks[name] = settings;
  container.saveRecord();
  container.saveState();
}

export async function disconnectNetwork(
  room: Room,
  network: string,
  container: Container,
  force: boolean,
): Promise<void> {
  const name = room.networks.find(network)?.Name ?? network;
  const { record, state } = container;
  if (!(name in record.networks) && !(name in state.endpoints)) {
    throw new EngineError('forbidden', `container ${container.id} is not connected to network ${name}`);
  }
  if (isRunning(state)) {
    const sandbox = await room.networks.disconnect(network, container.id, force);
    if (sandbox) {
      takeSandbox(container, sandbox);
      writeFiles(container, sandbox.hosts, sandbox.resolvConf);
    }
  }
  delete record.networks[name];
  delete state.endpoints[name];
  container.saveRecord();
  container.saveState();
}
