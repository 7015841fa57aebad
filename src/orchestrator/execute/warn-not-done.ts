import type { Project } from '../../compose-file/index.ts';
import type { EngineClient } from '../../engine-client/index.ts';
import { buildsNotDone, servicesNotDone } from '../model/not-done.ts';
import { type Emit, warn } from '../progress.ts';
import { chooseBuilder } from './choose-builder.ts';

/** Warns of attributes that the files have and that are not carried out, by name. */
export async function warnNotDone(
  { client, onEvent }: { client: EngineClient; onEvent: Emit },
  project: Project,
): Promise<void> {
  const builds = Object.values(project.services).some(({ build }) => build !== undefined);
  const ofBuilds = builds ? buildsNotDone(project, (await chooseBuilder(client)).kind) : [];
  for (const text of [...servicesNotDone(project), ...ofBuilds]) warn(onEvent, text, 'attribute-ignored');
}
