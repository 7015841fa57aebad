import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { parseEnvFile, parseRawEnvFile, readEnvText } from '../env-files.ts';
import type { Project } from '../project.ts';
import type { EnvFile, ServiceConfig } from '../service.ts';
import type { MapNode } from '../tree/node.ts';
import type { Place } from '../tree/source.ts';
import { placeIn } from './consistency.ts';
import { type LoadContext, PER_VARIABLE } from './context.ts';
import { countAssignments, type DotenvResult } from './dotenv.ts';

function envFilesOf({ env_file: files = [] }: ServiceConfig): string[] {
  return files.map(({ path }) => path);
}

function labelFilesOf({ label_file: files = [] }: ServiceConfig): string[] {
  return files;
}

/** Reads `env_file` of every active service into `environment`; what the service says itself wins. */
export async function resolveEnvFiles(project: Project, model: MapNode, context: LoadContext): Promise<void> {
  await readAhead(project, envFilesOf, (name) => placeIn(model, name, 'env_file'), context);
  for (const [name, service] of Object.entries(project.services)) {
    const own = service.environment ?? {};
    for (const [key, value] of Object.entries(own)) {
      const found = value === null ? project.environment[key] : undefined;
      if (found !== undefined) own[key] = found;
    }
    if (service.env_file === undefined) continue;
    const result: DotenvResult = { values: new Map() };
    if (context.options.explain === true) result.origins = new Map();
    for (const [key, value] of Object.entries(own)) if (value !== null) result.values.set(key, value);
    const lookup = (key: string): string | undefined => project.environment[key] ?? own[key] ?? undefined;
    for (const [i, file] of (service.env_file ?? []).entries()) {
      // What has no path has been reported.
      if (typeof file.path !== 'string') continue;
      const place = placeIn(model, name, 'env_file', String(i), 'path');
      await readServiceFile(file, place, lookup, result, context).catch((error: unknown) => {
        report(error, place, context);
      });
    }
    if (context.options.explain === true) noteOrigins(name, result, own, context);
    const merged = { ...Object.fromEntries(result.values), ...own };
    if (service.environment !== undefined || Object.keys(merged).length > 0) service.environment = merged;
    delete service.env_file;
  }
}

function noteOrigins(service: string, result: DotenvResult, own: object, context: LoadContext): void {
  for (const [key, value] of result.values) {
    const origin = result.origins?.get(key);
    if (origin === undefined) continue;
    const isHidden = Object.hasOwn(own, key);
    context.fromFiles.push({ path: ['services', service, 'environment', key], value, origin, isHidden });
  }
}

/** Many services read the same file: it is read once. */
async function readOnce(path: string, context: LoadContext): Promise<string> {
  const text = context.texts.get(path) ?? (await readEnvText(path));
  context.texts.set(path, text);
  return text;
}

/** Reads the files of all services, and counts them for each service, before anything is made of them. */
async function readAhead(
  project: Project,
  pathsOf: (service: ServiceConfig) => string[],
  placeOf: (name: string) => Place,
  context: LoadContext,
): Promise<void> {
  const lineCounts = new Map<string, number>();
  let lines = 0;
  for (const [name, service] of Object.entries(project.services)) {
    for (const path of pathsOf(service)) {
      if (typeof path !== 'string') continue;
      // What is wrong with a file is said when it is needed.
      const absolute = resolve(context.options.cwd, path);
      const text = existsSync(absolute) ? await readOnce(absolute, context).catch(() => '') : '';
      const known = lineCounts.get(path) ?? countAssignments(text);
      lineCounts.set(path, known);
      lines += PER_VARIABLE * known;
      context.countText(text.length, () => placeOf(name));
      context.checkRoom(lines, () => placeOf(name));
    }
  }
}

async function readServiceFile(
  file: EnvFile,
  place: Place,
  lookup: (key: string) => string | undefined,
  result: DotenvResult,
  context: LoadContext,
): Promise<void> {
  // Relative where paths were left as they are written.
  const path = resolve(context.options.cwd, file.path);
  if (!existsSync(path)) {
    if (!file.required) return;
    throw new UserError('env-file-not-found', `env file ${file.path} not found`, {
      hint: 'Create it, or write "path: …" with "required: false".',
    });
  }
  if (file.format !== undefined && file.format !== '' && file.format !== '.env' && file.format !== 'raw') {
    throw new UserError('unknown-value', `unsupported env_file format "${file.format}"`);
  }
  const text = await readOnce(path, context);
  if (file.format === 'raw') parseRawEnvFile(text, path, lookup, result);
  else parseEnvFile(text, path, lookup, result, (message) => context.warn('unset-variable', message));
  context.count(place, PER_VARIABLE * result.values.size);
}

/** Reads `label_file` of every active service into `labels`; what the service says itself wins. */
export async function resolveLabelFiles(
  project: Project,
  model: MapNode,
  context: LoadContext,
): Promise<void> {
  await readAhead(project, labelFilesOf, (name) => placeIn(model, name, 'label_file'), context);
  for (const [name, service] of Object.entries(project.services)) {
    const files = service.label_file ?? [];
    if (context.options.discardFiles === true) delete service.label_file;
    if (files.length === 0) continue;
    const labels = new Map<string, string>();
    for (const [i, path] of files.entries()) {
      const result: DotenvResult = { values: new Map() };
      // What an earlier file said counts before what stands above in the same one.
      const place = placeIn(model, name, 'label_file', String(i));
      await readLabelFile(path, place, (key) => labels.get(key), result, context).catch((error: unknown) => {
        report(error, place, context);
      });
      for (const [key, value] of result.values) labels.set(key, value);
    }
    mergeLabels(service, labels);
  }
}

function mergeLabels(service: ServiceConfig, fromFiles: ReadonlyMap<string, string>): void {
  const labels = { ...Object.fromEntries(fromFiles), ...service.labels };
  if (Object.keys(labels).length > 0) service.labels = labels;
}

async function readLabelFile(
  file: string,
  place: Place,
  lookup: (key: string) => string | undefined,
  result: DotenvResult,
  context: LoadContext,
): Promise<void> {
  const path = resolve(context.options.cwd, file);
  if (!existsSync(path))
    throw new UserError('label-file-not-found', `label file ${path} not found`, {
      hint: 'Create it, or correct the path; it is relative to the file that says it.',
    });
  const text = await readOnce(path, context);
  parseEnvFile(text, path, lookup, result, (message) => context.warn('unset-variable', message));
  context.count(place, PER_VARIABLE * result.values.size);
}

function report(error: unknown, place: Place, context: LoadContext): void {
  if (!(error instanceof UserError) || error.code === 'too-many-values') throw error;
  if (error.position === undefined) context.add(error.code, error.message, place, error.hint);
  else context.problems.push(error);
}
