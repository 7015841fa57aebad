import type { EngineDefaults } from '../plan/left-empty.ts';
import type { ContainerQuery } from './containers.ts';

interface Info {
  DefaultRuntime?: string;
  Runtimes?: Record<string, unknown>;
  LoggingDriver?: string;
  SecurityOptions?: string[] | null;
}

/** What the engine makes of settings that are left to it. */
export async function engineDefaults({ client, signal }: ContainerQuery): Promise<EngineDefaults> {
  const [info, isPodman] = await Promise.all([
    client.json<Info>({ method: 'GET', path: '/info', signal }),
    client.isPodman(),
  ]);
  const separate = info.SecurityOptions?.includes('name=cgroupns') ?? false;
  return {
    isPodman,
    // Podman leaves it empty.
    loggingDriver: info.LoggingDriver || undefined,
    runtime: info.DefaultRuntime,
    runtimes: info.Runtimes && Object.keys(info.Runtimes),
    cgroupNamespace: separate ? 'private' : 'host',
  };
}
