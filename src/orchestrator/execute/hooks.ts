import { UserError } from '../../shared/index.ts';
import { logLabel } from '../model/names.ts';
import type { ContainerRef } from '../plan/steps.ts';
import { runCommand } from './run-command.ts';
import type { Work } from './work.ts';

/**
 * Runs a service's lifecycle hooks in one of its containers, one after the other. What they say is told line by line.
 * @throws UserError in Docker Compose's words when one fails
 */
export async function runHooks(
  work: Work,
  container: ContainerRef,
  service: string | undefined,
  kind: 'post_start' | 'pre_stop',
): Promise<void> {
  if (service === undefined) return;
  for (const hook of work.project.services[service]?.[kind] ?? []) {
    const about = { service, container: container.name, containerId: container.id };
    const label = shownName(work, service, container);
    const { exitCode, said } = await runCommand(work, container.id, hook, (line) =>
      work.emit({ kind: 'hook-output', line: { ...about, label, ...line } }),
    );
    if (exitCode !== 0) throw hookFailed(`${service} hook exited with status ${exitCode}`, said);
  }
}

export function hookFailed(message: string, said: string): UserError {
  return new UserError('hook-failed', message, said === '' ? {} : { hint: `It said: ${said}` });
}

function shownName({ project }: Work, service: string, { id, name }: ContainerRef): string {
  const number = /-(\d+)$/.exec(name)?.[1] ?? '';
  const Labels = {
    'com.docker.compose.project': project.name,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': number,
  };
  return logLabel({ Id: id, Names: [`/${name}`], Labels });
}
