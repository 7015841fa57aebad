import type { ProjectCalls } from '../../dashboard-api/index.ts';
import type { Finding, UnsetVariable } from '../../orchestrator/index.ts';
import type { LiveEngine } from '../engines/live-engine.ts';
import type { CallHandler } from '../registry.ts';
import type { Settings } from '../settings.ts';
import { loadFiles } from './project-files.ts';

export const examineProject: CallHandler<ProjectCalls['project.doctor']>['run'] = async (
  { project, services = [] },
  context,
) => {
  const live = await context.engine();
  return { findings: await findingsOf(project, services, live, context.settings, context.signal) };
};

/** As `tutti doctor`, with the files where they can be loaded. */
export async function findingsOf(
  name: string,
  services: string[],
  live: LiveEngine,
  settings: Settings,
  signal: AbortSignal,
): Promise<Finding[]> {
  const loaded = await loadFiles(name, live, settings);
  const unset: UnsetVariable[] = [];
  const { options } = loaded;
  if (options !== undefined) {
    const { loadProject } = await import('../../compose-file/index.ts');
    await loadProject({
      ...options,
      warn: (warning) => {
        if (warning.unset === undefined) return;
        unset.push({ ...warning.unset, ...(warning.position ? { position: warning.position } : {}) });
      },
    });
  }
  const { doctor } = await import('../../orchestrator/index.ts');
  const project = loaded.project ?? { name };
  const report = await doctor({
    client: live.client,
    project,
    services,
    unset,
    signal,
    onEvent: () => undefined,
  });
  return report.findings;
}
