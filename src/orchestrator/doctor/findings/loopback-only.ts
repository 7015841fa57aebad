import { type Check, containerCheck } from '../finding.ts';
import { tcpPort } from '../ports.ts';

/** Published, but nothing comes through: the program accepts only connections from inside its own container. */
export const loopbackOnly: Check = containerCheck('loopback-only', ({ inspect, sockets }) => {
  if (sockets === undefined || inspect.HostConfig.NetworkMode === 'host') return [];
  const published = Object.entries(inspect.HostConfig.PortBindings ?? {})
    .filter(([, bindings]) => (bindings ?? []).length > 0)
    .flatMap(([key]) => tcpPort(key));
  return published.flatMap((port) => {
    const listening = sockets.filter((socket) => socket.port === port);
    if (listening.length === 0 || listening.some(({ isLoopback }) => !isLoopback)) return [];
    return [
      {
        message: `port ${port} is published, but it listens on it only at its own 127.0.0.1`,
        evidence: [],
        hint: 'Let it listen on 0.0.0.0 (often called `--host`, `--bind` or `--ip`); publishing decides who may connect.',
      },
    ];
  });
});
