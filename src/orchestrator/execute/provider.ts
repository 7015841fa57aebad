import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServiceProvider } from '../../compose-file/index.ts';
import { findCliPlugin } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import { reporter, warn } from '../progress.ts';
import { outputOfProgram, runProgram, sayingOf } from './external-program.ts';
import { JsonObjects } from './json-objects.ts';
import type { Work } from './work.ts';

type ProviderCommand = 'up' | 'down' | 'stop';

interface ProviderMessage {
  type: string;
  message: string;
}

/** What `<program> compose metadata` tells of itself; programs need not answer. */
interface ProviderMetadata {
  description?: string;
  up?: CommandMetadata;
  down?: CommandMetadata;
  /** Only with it a provider is asked to stop. */
  stop?: CommandMetadata;
}

interface CommandMetadata {
  parameters?: { name: string; required?: boolean }[] | null;
}

const words: Record<ProviderCommand, { doing: string; done: string; verb: string }> = {
  up: { doing: 'Creating', done: 'Created', verb: 'create' },
  down: { doing: 'Removing', done: 'Removed', verb: 'remove' },
  stop: { doing: 'Stopping', done: 'Stopped', verb: 'stop' },
};

/**
 * Lets an external program provide a service (`provider:`): `<type> compose --project-name=… up --option=… SERVICE`. Its standard output is a
 * sequence of JSON messages; variables that it sets reach the services which depend on this one. Section "provider" of the specification,
 * and Docker Compose's document on extensions.
 */
export async function runProvider(work: Work, service: string, command: ProviderCommand): Promise<void> {
  const provider = work.project.services[service]?.provider;
  if (provider?.type === undefined) return;
  const program = await findProgram(provider.type, work.project.environment);
  const args = await argumentsFor(work, { program, provider, service, command });
  if (args === undefined) return;
  const report = reporter(work.emit, 'provider', service);
  report.working(words[command].doing);
  const variables: Variables = { prefixed: new Map(), raw: new Map() };
  const onObject = (text: string): void => {
    const message = parse(text);
    if (message.type === 'info') report.working(firstLine(message.message));
    else if (message.type === 'error') {
      report.error(firstLine(message.message));
      throw providerFailed(message.message);
    } else take(message, variables);
  };
  const objects = new JsonObjects();
  const onLine = (line: string): void => objects.push(line).forEach(onObject);
  const failure = await runProgram(program, args, work, { onLine });
  if (failure !== undefined) {
    const { reason } = failure;
    report.error(reason);
    const message = `failed to ${words[command].verb} service provider: ${reason}`;
    throw new UserError('provider-failed', message, sayingOf(program, failure));
  }
  objects.rest().forEach(onObject);
  if (command === 'up') handOver(work, service, variables);
  report.done(words[command].done);
}

interface Variables {
  /** Reach the dependents with the service's name before. */
  prefixed: Map<string, string>;
  /** As they are. */
  raw: Map<string, string>;
}

function take({ type, message }: ProviderMessage, { prefixed, raw }: Variables): void {
  if (type === 'debug') return;
  if (type !== 'setenv' && type !== 'rawsetenv')
    throw providerFailed(`invalid response from plugin: ${type}`);
  const at = message.indexOf('=');
  if (at < 0) throw providerFailed(`invalid response from plugin: ${message}`);
  (type === 'setenv' ? prefixed : raw).set(message.slice(0, at), message.slice(at + 1));
}

function handOver(work: Work, service: string, { prefixed, raw }: Variables): void {
  const prefix = `${service.toUpperCase()}_`;
  for (const [name, config] of Object.entries(work.project.services)) {
    if (config.depends_on?.[service] === undefined) continue;
    const environment = { ...config.environment };
    for (const [key, value] of prefixed) environment[prefix + key] = value;
    for (const [key, value] of raw) {
      if (key in environment && environment[key] !== value)
        warn(work.emit, `provider "${service}" overrides environment variable "${key}" in service "${name}"`);
      environment[key] = value;
    }
    if (raw.size > 0) work.provided.set(name, [...(work.provided.get(name) ?? []), ...raw.keys()]);
    config.environment = environment;
  }
}

function parse(text: string): ProviderMessage {
  try {
    const { type, message } = JSON.parse(text) as Partial<ProviderMessage>;
    return { type: type ?? '', message: message ?? '' };
  } catch (error) {
    throw new UserError('provider-failed', `invalid response from plugin: ${text.slice(0, 200)}`, {
      hint: 'A provider prints JSON objects ({"type":"info","message":"…"}) on standard output; other text belongs on standard error.',
      cause: error,
    });
  }
}

/** A plugin of the docker CLI (`docker-<type>`), else a program on the PATH. */
async function findProgram(type: string, environment: Record<string, string | undefined>): Promise<string> {
  if (type === 'compose') throw providerFailed("'compose' is not a valid provider type");
  const plugin = type.includes('/') ? undefined : findCliPlugin(type, environment);
  if (plugin !== undefined) return plugin;
  const folders = type.includes('/')
    ? ['']
    : (environment.PATH ?? process.env['PATH'] ?? '').split(':').filter(Boolean);
  for (const folder of folders) {
    const path = folder === '' ? type : join(folder, type);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new UserError('provider-failed', `exec: "${type}": executable file not found in $PATH`, {
    hint: `Install the program that provider.type names, or put it into ~/.docker/cli-plugins as docker-${type}.`,
  });
}

interface Call {
  program: string;
  provider: ServiceProvider;
  service: string;
  command: ProviderCommand;
}

/** Only options that the program knows, where it says which those are. Undefined when it does not know the command. */
async function argumentsFor(
  work: Work,
  { program, provider, service, command }: Call,
): Promise<string[] | undefined> {
  const metadata = await metadataOf(work, program);
  if (command === 'stop' && metadata?.stop === undefined) return undefined;
  const known = metadata?.[command]?.parameters ?? [];
  for (const { name, required } of known) {
    if (required && provider.options?.[name] === undefined)
      throw providerFailed(
        `required parameter "${name}" is missing from provider "${provider.type}" definition`,
      );
  }
  const options = Object.entries(provider.options ?? {})
    .filter(([key]) => metadata === undefined || known.some(({ name }) => name === key))
    .flatMap(([key, values]) => values.map((value) => `--${key}=${value}`));
  return ['compose', `--project-name=${work.project.name}`, command, ...options, service];
}

async function metadataOf(work: Work, program: string): Promise<ProviderMetadata | undefined> {
  const { text, failure } = await outputOfProgram(program, ['compose', 'metadata'], work);
  if (failure !== undefined) return undefined;
  try {
    const metadata = JSON.parse(text) as ProviderMetadata;
    const isEmpty = !metadata.description && !metadata.up?.parameters && !metadata.down?.parameters;
    return isEmpty ? undefined : metadata;
  } catch {
    return undefined;
  }
}

function providerFailed(message: string): UserError {
  return new UserError('provider-failed', message);
}

function firstLine(text: string): string {
  return text.trimEnd().split('\n')[0] ?? '';
}
