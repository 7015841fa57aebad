/** compose-files: a project's files for the editor, and what they come to. */
import * as z from 'zod/mini';
import type { ComposeFileCalls, ComposeFileTopics } from '../../dashboard-api/index.ts';
import { UserError } from '../../shared/index.ts';
import { loadFiles } from '../project/project-files.ts';
import { type CallHandlers, type HandlerContext, replace, type TopicHandlers } from '../registry.ts';
import { examine } from './examine.ts';
import { followConfig, followFiles } from './follow-files.ts';
import { saveFile } from './save-file.ts';

const text = z.string().check(z.maxLength(1024 * 1024));
const ofProject = z.strictObject({ project: z.string() });
const openFile = { project: z.string(), path: z.string(), text };
const atOffset = z.strictObject({ ...openFile, offset: z.number().check(z.int(), z.nonnegative()) });

export const composeFileTopics: TopicHandlers<ComposeFileTopics> = {
  'project.files': { of: 'engine', params: ofProject, merge: replace, follow: followFiles },
  'project.config': { of: 'engine', params: ofProject, merge: replace, follow: followConfig },
};

export const composeFileCalls: CallHandlers<ComposeFileCalls> = {
  'file.check': {
    changes: false,
    params: z.strictObject(openFile),
    async run({ project, path, text }, { engine, settings }) {
      const { problems } = await examine(project, await engine(), settings, new Map([[path, text]]));
      return { problems };
    },
  },
  'file.complete': {
    changes: false,
    params: atOffset,
    async run({ project, text, offset }, context) {
      const { completeCompose } = await import('../../compose-file/index.ts');
      return completeCompose(text, offset, await variablesFor(project, text, offset, context)) ?? null;
    },
  },
  'file.describe': {
    changes: false,
    params: atOffset,
    async run({ text, offset }) {
      const { describeKey } = await import('../../compose-file/index.ts');
      return describeKey(text, offset) ?? null;
    },
  },
  'file.save': {
    changes: true,
    params: z.strictObject({ ...openFile, base: z.string() }),
    async run({ project, path, text, base }, { engine, settings }) {
      const { files } = await examine(project, await engine(), settings);
      if (!files.some((file) => file.path === path))
        throw new UserError('file-not-found', `${path} is no file of ${project}`);
      return saveFile(path, text, base);
    },
  },
  'config.reveal': {
    changes: false,
    params: z.strictObject({ project: z.string(), path: z.string() }),
    async run({ project, path }, { engine, settings }) {
      const { values } = await examine(project, await engine(), settings);
      const found = values.find((value) => value.path === path);
      if (found === undefined) throw new UserError('file-not-found', `${project} has no value ${path}`);
      return { value: found.value };
    },
  },
};

/** Names only; they are read when a variable is being typed. */
async function variablesFor(
  project: string,
  text: string,
  offset: number,
  { engine, settings }: HandlerContext,
): Promise<string[]> {
  if (!/\$\{?\w*$/.test(text.slice(Math.max(0, offset - 200), offset))) return [];
  const loaded = await loadFiles(project, await engine(), settings);
  return Object.keys(loaded.project?.environment ?? settings.env).sort();
}
