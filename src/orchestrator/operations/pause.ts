import type { PauseOptions } from '../contract.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { resolveProject } from '../observe/resources.ts';
import { reporter } from '../progress.ts';

export async function pause(options: PauseOptions): Promise<void> {
  await eachContainer(options, 'pause', 'Paused');
}

export async function unpause(options: PauseOptions): Promise<void> {
  await eachContainer(options, 'unpause', 'Unpaused');
}

async function eachContainer(options: PauseOptions, action: string, done: string): Promise<void> {
  const { client, signal } = options;
  const { project, containers } = await resolveProject(options, options.project, { all: false });
  const services = options.services?.length ? options.services : Object.keys(project.services);
  await Promise.all(
    containers
      .filter((container) => services.includes(serviceOf(container)))
      .map(async (container) => {
        await client.json({ method: 'POST', path: `/containers/${container.Id}/${action}`, signal });
        reporter(options.onEvent, 'container', nameOf(container)).done(done);
      }),
  );
}
