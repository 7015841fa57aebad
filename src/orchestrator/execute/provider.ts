import { once } from 'node:events';
import { UserError } from '../../shared/index.ts';
import { reporter } from '../progress.ts';
import type { Work } from './work.ts';

interface ProviderMessage {
  type: 'info' | 'error' | 'setenv' | 'debug';
  message: string;
}

/**
 * Lets an external program provide a service (`provider:`): `<type> compose --project-name=… up --option=… SERVICE`. Each line of its
 * standard output is a JSON message; variables that it sets reach the services which depend on this one.
 */
export async function runProvider(work: Work, service: string, command: 'up' | 'down'): Promise<void> {
  const provider = work.project.services[service]?.provider;
  if (provider?.type === undefined) return;
  const report = reporter(work.emit, 'provider', service);
  report.working(command === 'up' ? 'Creating' : 'Removing');
  const options = Object.entries(provider.options ?? {}).flatMap(([key, values]) =>
    values.map((value) => `--${key}=${value}`),
  );
  const words = ['compose', `--project-name=${work.project.name}`, command, ...options, service];
  const { variables, failure } = await run(provider.type, words, work, report);
  if (failure !== undefined) {
    report.error('Error');
    throw new UserError('provider-failed', `failed to ${command} service provider ${service}: ${failure}`);
  }
  const prefix = `${service.toUpperCase().replaceAll('-', '_')}_`;
  for (const config of Object.values(work.project.services)) {
    if (config.depends_on?.[service] === undefined) continue;
    config.environment = { ...config.environment };
    for (const [key, value] of variables) config.environment[prefix + key] = value;
  }
  report.done(command === 'up' ? 'Created' : 'Removed');
}

async function run(
  type: string,
  words: string[],
  work: Work,
  report: { working: (text: string) => void },
): Promise<{ variables: [string, string][]; failure: string | undefined }> {
  const [{ spawn }, { createInterface }] = await Promise.all([
    import('node:child_process'),
    import('node:readline'),
  ]);
  const child = spawn(type, words, { stdio: ['ignore', 'pipe', 'inherit'], signal: work.signal });
  const ended = once(child, 'close').then(
    ([code]: unknown[]) => (code === 0 ? undefined : `exit code ${String(code)}`),
    () => `"${type}" is not installed`,
  );
  const variables: [string, string][] = [];
  let complaint: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const { type: kind, message } = JSON.parse(line) as ProviderMessage;
    if (kind === 'info') report.working(message);
    if (kind === 'error') complaint = message;
    if (kind === 'setenv') {
      const at = message.indexOf('=');
      variables.push([message.slice(0, at), message.slice(at + 1)]);
    }
  }
  const failure = await ended;
  return { variables, failure: failure === undefined ? undefined : (complaint ?? failure) };
}
