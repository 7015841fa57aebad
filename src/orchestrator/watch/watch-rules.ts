import { readFile } from 'node:fs/promises';
import { basename, join, posix, relative, resolve } from 'node:path';
import type { Project, ServiceConfig, WatchTrigger } from '../../compose-file/index.ts';
import { PathPatterns, parseIgnoreFile, UserError } from '../../shared/index.ts';
import { isWithin } from './tree-watcher.ts';

/** What is to happen when a path changes. Section "develop" of the specification. */
export interface WatchRule {
  service: string;
  action: WatchTrigger['action'];
  /** Absolute. */
  path: string;
  trigger: WatchTrigger;
  include: PathPatterns | undefined;
  /** Any of them. */
  ignore: PathPatterns[];
}

/** A path of the host, and where it is in the container. */
export interface PathMapping {
  hostPath: string;
  /** Absolute; empty for actions that copy nothing. */
  containerPath: string;
}

/** Files that editors and tools make beside those that they save, and what git keeps; the list is Docker Compose's. */
const unwanted = new PathPatterns([
  '**/.git',
  '**/*___jb_old___',
  '**/*___jb_tmp___',
  '**/.idea/**',
  '**/.#*',
  '**/#*#',
  '**/4913',
  '**/*~',
  '**/.*.swp',
  '**/.*.swx',
  '**/.*.swo',
  '**/.*.swn',
  '**/.*.kate-swp',
  '**/*-go-tmp-umask',
]);

const nothing = new PathPatterns([]);

/**
 * The rules of the services in a project. A folder that the container mounts needs no copies; such rules are left out and told of.
 * @throws UserError for rules that cannot be carried out, and when there are none
 */
export async function watchRules(
  project: Project,
  options: { noBuild: boolean; warn: (text: string) => void },
): Promise<WatchRule[]> {
  const rules: WatchRule[] = [];
  for (const [service, config] of Object.entries(project.services)) {
    const ignored = config.develop?.watch === undefined ? nothing : await dockerignore(project, config);
    for (const trigger of config.develop?.watch ?? []) {
      const path = resolve(project.workingDir, trigger.path);
      check(service, config, trigger, options.noBuild);
      if (copies(trigger) && isBindMounted(config, path)) {
        options.warn(`path '${path}' also declared by a bind mount volume, this path won't be monitored!`);
        continue;
      }
      rules.push({
        service,
        action: trigger.action,
        path,
        trigger,
        include: trigger.include?.length ? patternsBelow(path, trigger.include) : undefined,
        ignore: [ignored, unwanted, patternsBelow(path, trigger.ignore ?? [])],
      });
    }
  }
  if (rules.length > 0) return rules;
  throw new UserError(
    'watch-not-configured',
    "none of the selected services is configured for watch, consider setting a 'develop' section",
    { hint: 'See https://docs.docker.com/compose/how-tos/file-watch/.' },
  );
}

function check(service: string, config: ServiceConfig, trigger: WatchTrigger, noBuild: boolean): void {
  if (trigger.action === 'rebuild' && config.build === undefined)
    throw impossible(`can't watch service "${service}" with action rebuild without a build context`);
  if (trigger.action === 'rebuild' && noBuild)
    throw impossible(`--no-build is incompatible with watch action rebuild in service ${service}`);
  if (trigger.action === 'sync+exec' && !trigger.exec?.command?.length)
    throw impossible(`can't watch with action "sync+exec" on service ${service} without a command`);
}

function impossible(text: string): UserError {
  return new UserError('watch-rule-impossible', text);
}

export function copies({ action }: Pick<WatchTrigger, 'action'>): boolean {
  return action === 'sync' || action === 'sync+restart' || action === 'sync+exec';
}

function isBindMounted(config: ServiceConfig, path: string): boolean {
  return (config.volumes ?? []).some(
    ({ type, source }) => type === 'bind' && source !== undefined && isWithin(source, path),
  );
}

/** What a rule says about a path; undefined: nothing. */
export function matchRule(rule: WatchRule, hostPath: string): PathMapping | undefined {
  if (!isWithin(rule.path, hostPath)) return undefined;
  const inner = hostPath.slice(1);
  if (rule.include !== undefined && !rule.include.matches(inner)) return undefined;
  if (rule.ignore.some((patterns) => patterns.matches(inner))) return undefined;
  return { hostPath, containerPath: targetOf(rule, hostPath) };
}

/** Nothing in such a folder is watched for this rule. */
export function ignoresFolder(rule: WatchRule, folder: string): boolean {
  if (!isWithin(rule.path, folder)) return !isWithin(folder, rule.path);
  const inner = folder.slice(1);
  return rule.ignore.some((patterns) => patterns.matches(inner) && !patterns.mayTakeBackBelow(inner));
}

/** A target that ends in a slash is the folder for a single file. */
function targetOf({ path, trigger: { target } }: WatchRule, hostPath: string): string {
  if (!target) return '';
  const inner = relative(path, hostPath);
  const name = inner === '' && target.endsWith('/') ? basename(hostPath) : inner;
  return posix.join('/', target, name);
}

async function dockerignore(project: Project, { build }: ServiceConfig): Promise<PathPatterns> {
  if (build === undefined) return nothing;
  const context = resolve(project.workingDir, build.context ?? '.');
  for (const name of [`${build.dockerfile ?? 'Dockerfile'}.dockerignore`, '.dockerignore']) {
    try {
      return patternsBelow(context, parseIgnoreFile(await readFile(join(context, name), 'utf8')));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return nothing;
}

function patternsBelow(folder: string, patterns: readonly string[]): PathPatterns {
  return new PathPatterns(patterns.map((pattern) => below(folder, pattern)));
}

/** A pattern of a folder as one of the root, without the slash at its begin. Absolute patterns are of the root already. */
function below(folder: string, pattern: string): string {
  const trimmed = pattern.trim();
  const negated = trimmed.startsWith('!');
  const path = negated ? trimmed.slice(1) : trimmed;
  const literal = folder.replace(/[*?[\]\\]/g, '\\$&');
  const whole = path.startsWith('/') ? path : join(literal, path);
  return (negated ? '!' : '') + whole.slice(1);
}
