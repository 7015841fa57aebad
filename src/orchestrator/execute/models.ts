import type { ModelConfig, Project, ServiceConfig } from '../../compose-file/index.ts';
import { findCliPlugin } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import type { CreateOptions } from '../contract.ts';
import { reporter } from '../progress.ts';
import { outputOfProgram, type ProgramFailure, runProgram, sayingOf } from './external-program.ts';
import { runLimited } from './run-limited.ts';

type ModelWork = Pick<CreateOptions, 'client' | 'signal' | 'onEvent'>;

/** Models that are pulled or configured at the same time. */
const atOnce = 4;

/**
 * The project with the variables that tell its services where their models answer (`models:`); the models themselves are in the hands of the
 * docker CLI's plugin `model`, which is asked to have them unless only a plan is made.
 * @throws UserError when there is no such plugin: what needs a model would start broken
 */
export async function withModels(
  work: ModelWork,
  project: Project,
  options: { quiet: boolean; planOnly: boolean },
): Promise<Project> {
  const models = Object.entries(project.models ?? {});
  if (models.length === 0) return project;
  const program = findCliPlugin('model', project.environment);
  if (program === undefined)
    throw new UserError('models-unsupported', "'models' support requires Docker Model plugin", {
      hint: 'Install docker-model, or run the model as a service of its own.',
    });
  const plugin: Plugin = { program, work, project };
  const endpoint = await endpointOf(plugin);
  if (!options.planOnly) {
    const available = await availableModels(plugin);
    await runLimited(models, atOnce, async ([key, model]) => {
      const name = model.name || key;
      if (!available.includes(model.model ?? '')) await pull(plugin, name, model, options.quiet);
      await configure(plugin, name, model);
    });
  }
  const services = Object.entries(project.services).map(([name, config]) => [
    name,
    withVariables(project, config, endpoint),
  ]);
  return { ...project, services: Object.fromEntries(services) as Record<string, ServiceConfig> };
}

interface Plugin {
  program: string;
  work: ModelWork;
  project: Project;
}

function withVariables(project: Project, config: ServiceConfig, endpoint: string): ServiceConfig {
  const used = Object.entries(config.models ?? {});
  if (used.length === 0) return config;
  const environment = { ...config.environment };
  for (const [key, settings] of used) {
    const prefix = key.toUpperCase().replaceAll('-', '_');
    environment[settings?.model_var || `${prefix}_MODEL`] = project.models?.[key]?.model ?? '';
    environment[settings?.endpoint_var || `${prefix}_URL`] = endpoint;
  }
  return { ...config, environment };
}

async function endpointOf(plugin: Plugin): Promise<string> {
  const { endpoint } = await json<{ endpoint?: string }>(plugin, ['status', '--json'], 'docker-model status');
  return endpoint ?? '';
}

async function availableModels(plugin: Plugin): Promise<string[]> {
  const models = await json<{ tags?: string[] }[] | null>(plugin, ['ls', '--json'], 'available models');
  return (models ?? []).flatMap(({ tags }) => tags ?? []);
}

async function pull(
  plugin: Plugin,
  name: string,
  { model = '' }: ModelConfig,
  quiet: boolean,
): Promise<void> {
  const report = reporter(plugin.work.onEvent, 'service', name);
  report.working('Pulling');
  const onLine = (line: string): void => {
    if (line !== '' && !quiet) report.working(line);
  };
  const failure = await runProgram(plugin.program, ['pull', model], workOf(plugin), { onLine });
  if (failure !== undefined) {
    report.error(failure.reason);
    throw modelFailed(plugin, `failed to pull model ${model}`, failure);
  }
  report.done('Pulled');
}

/** `configure [--context-size=<n>] MODEL [-- <runtime flags>]`. */
async function configure(plugin: Plugin, name: string, config: ModelConfig): Promise<void> {
  const report = reporter(plugin.work.onEvent, 'service', name);
  report.working('Configuring');
  const size = config.context_size ? ['--context-size', String(config.context_size)] : [];
  const flags = config.runtime_flags?.length ? ['--', ...config.runtime_flags] : [];
  const args = ['configure', ...size, config.model ?? '', ...flags];
  const failure = await runProgram(plugin.program, args, workOf(plugin), {});
  if (failure !== undefined) {
    report.error(failure.reason);
    throw modelFailed(plugin, `failed to configure model ${config.model ?? name}`, failure);
  }
  report.done('Configured');
}

async function json<T>(plugin: Plugin, args: string[], what: string): Promise<T> {
  const { text, failure } = await outputOfProgram(plugin.program, args, workOf(plugin));
  if (failure !== undefined) throw modelFailed(plugin, `error checking ${what}`, failure);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError('model-failed', `error checking ${what}: its answer is not JSON`, { cause: error });
  }
}

function modelFailed({ program }: Plugin, message: string, failure: ProgramFailure): UserError {
  return new UserError('model-failed', `${message}: ${failure.reason}`, sayingOf(program, failure));
}

function workOf({ work, project }: Plugin): ModelWork & { project: Project } {
  return { ...work, project };
}
