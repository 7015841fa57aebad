import type { Builder } from './builder/contract.ts';
import { openBuilder } from './builder/index.ts';
import type { Containers } from './containers/contract.ts';
import { openContainers } from './containers/index.ts';
import { createEvents, type Events } from './events.ts';
import type { Images } from './images/contract.ts';
import { openImages } from './images/index.ts';
import type { Networks } from './networks/contract.ts';
import { openNetworks } from './networks/index.ts';
import type { EnginePaths } from './paths.ts';
import type { Volumes } from './volumes/contract.ts';
import { openVolumes } from './volumes/index.ts';

export interface Rooms {
  images: Images;
  volumes: Volumes;
  networks: Networks;
  containers: Containers;
  builder: Builder;
  events: Events;
  /** Containers run on; what this process holds for them is given back. */
  close(): Promise<void>;
}

export interface RoomOptions {
  paths: EnginePaths;
  log: (message: string) => void;
  /** How to start this engine again. */
  engineCommand: string[];
}

/** Opens the engine's rooms in the order in which they need each other, and finds again what ran before. */
export async function openRooms({ paths, log, engineCommand }: RoomOptions): Promise<Rooms> {
  const events = createEvents();
  const volumes = openVolumes({ paths, events });
  const [images, networks] = await Promise.all([
    openImages({ paths, events }),
    openNetworks({ paths, events }),
  ]);
  const containers = await openContainers({ paths, events, images, volumes, networks, log, engineCommand });
  await containers.restore();
  const builder = await openBuilder({ paths, events, images, containers });
  return {
    images,
    volumes,
    networks,
    containers,
    builder,
    events,
    close: async () => {
      await builder.close();
      await containers.close();
      await Promise.all([networks.close(), images.close()]);
    },
  };
}
