import { basename } from 'node:path';
import type { ProjectCalls } from '../../dashboard-api/index.ts';
import type { CallHandler } from '../registry.ts';
import { exampleFolders, sourceOf } from './project-source.ts';

/** Projects without containers that could be started: the one of the command line, those that ran a while ago, the examples. */
export const knownProjects: CallHandler<ProjectCalls['project.known']>['run'] = async (_params, context) => {
  const { settings } = context;
  const { model } = await context.engine();
  const names = [
    ...(settings.project === undefined ? [] : [settings.project]),
    ...model.goneProjects(),
    ...exampleFolders().map((folder) => basename(folder)),
  ];
  return [...new Set(names)]
    .filter((name) => !model.projects.has(name))
    .flatMap((name) => {
      const source = sourceOf(name, model.labelsOf(name), settings);
      return source === undefined || source.problem !== undefined ? [] : [{ name, folder: source.folder }];
    });
};
