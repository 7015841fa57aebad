import { UserError } from '../../shared/index.ts';
import { serviceHash } from '../hash.ts';
import { loadModel, loadProject } from '../load.ts';
import type { LoadOptions } from '../options.ts';
import { noSuchService } from '../phases/select.ts';
import { printJson } from '../print/json.ts';
import { byBytes, naturally } from '../print/order.ts';
import { type Pairs, pairsOf } from '../print/printable.ts';
import { printYaml } from '../print/yaml.ts';
import type { Project } from '../project.ts';
import { mapAt } from '../tree/node.ts';
import { imageName } from './image-name.ts';
import { extractVariables, type TemplateVariable } from './variables.ts';

/** What `config` can list instead of the whole. */
export type ConfigList =
  | 'services'
  | 'volumes'
  | 'networks'
  | 'models'
  | 'profiles'
  | 'images'
  | 'variables'
  | 'environment'
  | { hashOf: string };

/**
 * The lines that `docker compose config --services`, `--hash` and their kin print. Where Docker Compose's order is by
 * chance, ours is by name. `format` counts for variables only.
 * @throws LoadError, UserError
 */
export async function printConfigList(options: LoadOptions, what: ConfigList, format = ''): Promise<string> {
  if (typeof what === 'object') return lines(await hashes(options, what.hashOf));
  if (what === 'variables') return printVariables(options, format);
  if (what === 'services' && options.noInterpolate === true) {
    const { root } = await loadModel(options);
    return lines([...(mapAt(root, 'services')?.entries.keys() ?? [])].sort(byBytes));
  }
  const named = what === 'profiles' || what === 'images' || what === 'environment';
  const { services: _, ...all } = options;
  const project = await loadProject({
    ...(named ? options : all),
    noEnvResolution: what !== 'environment',
    discardFiles: true,
  });
  return lines(listed(project, what, options));
}

type ListedKind = Exclude<ConfigList, object | 'variables'>;

function listed(project: Project, what: ListedKind, options: LoadOptions): string[] {
  return what === 'services' ? inDependencyOrder(project) : listers[what](project, options).sort(byBytes);
}

const listers: Record<
  Exclude<ListedKind, 'services'>,
  (project: Project, options: LoadOptions) => string[]
> = {
  volumes: ({ volumes }) => Object.keys(volumes),
  networks: ({ networks }) => Object.keys(networks),
  models: ({ models }) => Object.values(models).flatMap(({ model }) => model || []),
  profiles: ({ services, disabledServices }) => {
    const all = Object.values({ ...services, ...disabledServices });
    return [...new Set(all.flatMap(({ profiles = [] }) => profiles))];
  },
  images: ({ name: project, services }, { compatibility }) => {
    const separator = compatibility === true ? '_' : '-';
    return Object.entries(services).map(([name, { image }]) => imageName(project, name, image, separator));
  },
  environment: ({ environment }) => Object.entries(environment).map(([name, value]) => `${name}=${value}`),
};

function lines(items: readonly string[]): string {
  return items.map((item) => `${item}\n`).join('');
}

/** Dependencies before the services that wait for them. */
function inDependencyOrder({ services }: Project): string[] {
  const ordered = new Set<string>();
  const entered = new Set<string>();
  const left = Object.keys(services).sort(byBytes).reverse();
  for (let name = left.at(-1); name !== undefined; name = left.at(-1)) {
    const dependencies = Object.keys(services[name]?.depends_on ?? {}).sort(byBytes);
    const waiting = dependencies.filter(
      (dependency) => services[dependency] !== undefined && !entered.has(dependency),
    );
    if (!entered.has(name) && waiting.length > 0) {
      left.push(...waiting.reverse());
    } else {
      ordered.add(name);
      left.pop();
    }
    entered.add(name);
  }
  return [...ordered];
}

async function hashes(options: LoadOptions, wanted: string): Promise<string[]> {
  const { services: _, ...all } = options;
  const project = await loadProject({ ...all, noEnvResolution: true, discardFiles: true });
  const names = wanted === '*' ? Object.keys(project.services) : wanted.split(',');
  const platform = project.environment['DOCKER_DEFAULT_PLATFORM'];
  return names.sort(byBytes).map((name) => {
    const service = project.services[name];
    if (service === undefined) throw noSuchService(project, name);
    const isBuilt = service.build !== undefined && !service.platform && platform;
    return `${name} ${serviceHash(isBuilt ? { ...service, platform } : service)}`;
  });
}

async function printVariables(options: LoadOptions, format: string): Promise<string> {
  const { root } = await loadModel({ ...options, noInterpolate: true });
  const variables = [...extractVariables(root).values()];
  const lower = format.toLowerCase().replace('{{json.}}', 'json');
  switch (lower === 'yaml' ? format : lower) {
    case 'yaml':
      return printYaml(
        variablePairs(
          variables.sort((a, b) => naturally(a.name, b.name)),
          (key) => key.toLowerCase(),
        ),
        4,
      );
    case 'json':
      return `${unescapeHtml(
        printJson(
          variablePairs(
            variables.sort((a, b) => byBytes(a.name, b.name)),
            (key) => key,
          ),
          '    ',
        ),
      )}\n\n`;
    case '':
    case 'table':
    case 'pretty':
      return table(variables.sort((a, b) => byBytes(a.name, b.name)));
    default:
      throw new UserError('unknown-value', `format value "${format}" could not be parsed: parsing failed`, {
        hint: 'Formats of variables are table, json and yaml.',
      });
  }
}

function variablePairs(variables: TemplateVariable[], keyOf: (key: string) => string): Pairs {
  return pairsOf(
    variables.map(({ name, defaultValue, presenceValue, required }) => [
      name,
      pairsOf([
        [keyOf('Name'), name],
        [keyOf('DefaultValue'), defaultValue],
        [keyOf('PresenceValue'), presenceValue],
        [keyOf('Required'), required],
      ]),
    ]),
  );
}

function unescapeHtml(json: string): string {
  return json.replaceAll(/\\u00(3c|3e|26)/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Columns at least 20 wide and 3 apart. */
function table(variables: TemplateVariable[]): string {
  const rows = [
    ['NAME', 'REQUIRED', 'DEFAULT VALUE', 'ALTERNATE VALUE'],
    ...variables.map(({ name, required, defaultValue, presenceValue }) => [
      name,
      String(required),
      defaultValue,
      presenceValue,
    ]),
  ];
  const widths = [0, 1, 2].map(
    (i) => Math.max(17, ...rows.map((row) => Array.from(row[i] ?? '').length)) + 3,
  );
  return lines(
    rows.map((row) => row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell)).join('')),
  );
}
