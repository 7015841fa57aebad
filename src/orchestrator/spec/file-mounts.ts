import type { FileObjectConfig, FileReference, Project, ServiceConfig } from '../../compose-file/index.ts';
import type { Mount } from '../../engine-api/index.ts';
import { UserError } from '../../shared/index.ts';

type Kind = 'secret' | 'config';

interface Located {
  kind: Kind;
  reference: FileReference;
  source: FileObjectConfig;
  target: string;
}

const folders: Record<Kind, string> = { secret: '/run/secrets/', config: '/' };

/** Secrets and configs with a `file`: read-only binds. */
export function fileMounts({ project, config }: { project: Project; config: ServiceConfig }): Mount[] {
  return locate(project, config)
    .filter(({ source }) => !isInline(source))
    .map(({ kind, source, target }) => ({
      Type: 'bind',
      Source: source.file ?? '',
      Target: target,
      ReadOnly: true,
      ...(kind === 'secret' ? { BindOptions: {} } : {}),
    }));
}

/** A file that is written into the container before it starts. */
export interface InjectedFile {
  target: string;
  content: string;
  mode: number;
  uid: number;
  gid: number;
  /** The owner was given: the engine keeps it instead of the archive's default. */
  owned: boolean;
}

/** Secrets and configs whose content comes from the file (`content`) or a variable (`environment`). */
export function injectedFiles(project: Project, service: string, config: ServiceConfig): InjectedFile[] {
  const files: InjectedFile[] = [];
  for (const { kind, reference, source, target } of locate(project, config)) {
    const content = contentOf(project, kind, reference.source ?? '', source);
    if (content === '') continue;
    if (config.read_only) {
      throw new UserError(
        'inline-file-in-read-only-service',
        `cannot create ${kind} "${source.name ?? reference.source}" in read-only service ${service}: \`file\` is the sole supported option`,
        { path: ['services', service, `${kind}s`] },
      );
    }
    files.push({
      target,
      content,
      mode: reference.mode === undefined ? 0o444 : Number.parseInt(reference.mode, 8),
      uid: Number(reference.uid ?? 0),
      gid: Number(reference.gid ?? 0),
      owned: Boolean(reference.uid) || Boolean(reference.gid),
    });
  }
  return files;
}

/** Attributes of a mounted file that the engine cannot honour, as Docker Compose words the warning. */
export function fileWarnings(project: Project, config: ServiceConfig): string[] {
  return locate(project, config)
    .filter(
      ({ reference, source }) =>
        !isInline(source) && (reference.uid || reference.gid || reference.mode !== undefined),
    )
    .map(
      ({ kind }) =>
        `${kind === 'secret' ? 'secrets' : 'config'} \`uid\`, \`gid\` and \`mode\` are not supported, they will be ignored`,
    );
}

function isInline(source: FileObjectConfig): boolean {
  return Boolean(source.environment) || source.content !== undefined;
}

function contentOf(project: Project, kind: Kind, key: string, source: FileObjectConfig): string {
  if (source.content) return source.content;
  if (!source.environment) return '';
  const value = project.environment[source.environment];
  if (value !== undefined) return value;
  throw new UserError(
    'variable-not-set',
    `environment variable "${source.environment}" required by ${kind} "${source.name ?? ''}" is not set`,
    { path: [`${kind}s`, key, 'environment'] },
  );
}

function locate(project: Project, config: ServiceConfig): Located[] {
  return [
    ...(config.secrets ?? []).map((reference) => locateOne('secret', reference, project.secrets)),
    ...(config.configs ?? []).map((reference) => locateOne('config', reference, project.configs)),
  ];
}

function locateOne(kind: Kind, reference: FileReference, defined: Record<string, FileObjectConfig>): Located {
  const key = reference.source ?? '';
  const source = defined[key] ?? {};
  const path = [`${kind}s`, key];
  if (source.external) throw unsupported(`unsupported external ${kind} ${source.name ?? key}`, path);
  if (source.driver) throw unsupported(`Docker Compose does not support ${kind}s.*.driver`, path);
  if (source.template_driver)
    throw unsupported(`Docker Compose does not support ${kind}s.*.template_driver`, path);
  const name = reference.target || key;
  return { kind, reference, source, target: name.startsWith('/') ? name : folders[kind] + name };
}

function unsupported(message: string, path: string[]): UserError {
  return new UserError('unsupported-file-source', message, {
    hint: 'Use `file`, `environment` or `content`; external ones exist in Swarm only.',
    path,
  });
}
