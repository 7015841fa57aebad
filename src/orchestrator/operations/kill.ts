import type { KillOptions } from '../contract.ts';
import { nameOf, serviceOf } from '../model/names.ts';
import { resolveProject } from '../observe/resources.ts';
import { reporter } from '../progress.ts';

/** `kill`: only what runs, all at once. */
export async function kill(options: KillOptions): Promise<void> {
  const { client, signal } = options;
  const { project, containers } = await resolveProject(options, options.project, {
    oneOff: 'include',
    all: false,
  });
  const wanted = options.services?.length ? options.services : Object.keys(project.services);
  const targets = containers.filter(
    (container) => options.removeOrphans || wanted.includes(serviceOf(container)),
  );
  if (targets.length === 0) {
    options.onEvent({
      kind: 'message',
      level: 'info',
      code: 'no-container-to-kill',
      text: 'no container to kill',
    });
    return;
  }
  await Promise.all(
    targets.map(async (container) => {
      const report = reporter(options.onEvent, 'container', nameOf(container));
      report.working('Killing');
      try {
        const query = { signal: options.kill ?? 'SIGKILL' };
        await client.json({ method: 'POST', path: `/containers/${container.Id}/kill`, query, signal });
      } catch (error) {
        report.error('Error while Killing');
        throw error;
      }
      report.done('Killed');
    }),
  );
}
