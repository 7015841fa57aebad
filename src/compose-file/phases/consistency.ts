import type { BuildConfig } from '../build.ts';
import type { Project } from '../project.ts';
import type { ServiceConfig } from '../service.ts';
import { nearest } from '../suggest.ts';
import { keyPlace, type MapNode, mapAt, placeBelow } from '../tree/node.ts';
import type { Place } from '../tree/source.ts';
import type { LoadContext } from './context.ts';
import { checkCycles } from './cycles.ts';
import { checkLimits } from './limits.ts';

/** What the checks of a project look at: the project, and the tree for the places to name. */
export interface ConsistencyScope {
  project: Project;
  model: MapNode;
  context: LoadContext;
}

interface ServiceScope extends ConsistencyScope {
  /** Of all services. */
  names: readonly string[];
}

const SECRET_KEYS = ['file', 'environment', 'driver', 'external'];

/** Checks that services refer only to what is there and do not contradict themselves. */
export function checkConsistency(scope: ConsistencyScope): void {
  const { project, context } = scope;
  const names = Object.keys(project.services);
  const all = { ...scope, names };
  for (const name of names) {
    const service = project.services[name];
    if (service !== undefined) new ServiceCheck(all, name, service).run();
  }
  for (const [name, secret] of Object.entries(project.secrets)) {
    if (secret.external === true || secret.file || secret.environment) continue;
    const secrets = mapAt(scope.model, 'secrets') ?? scope.model;
    const place = keyPlace(secrets, name);
    // One that says nothing at all has been reported before.
    if (!SECRET_KEYS.some((key) => mapAt(secrets, name)?.entries.has(key))) continue;
    context.add('missing-key', `secret "${name}" must declare either \`file\` or \`environment\``, place);
  }
  checkCycles(scope);
}

/** The place of a value in a service, as exactly as it is known. */
export function placeIn(model: MapNode, name: string, ...keys: string[]): Place {
  const services = mapAt(model, 'services') ?? model;
  return placeBelow(services, [name, ...keys]);
}

class ServiceCheck {
  readonly #scope: ServiceScope;
  readonly #name: string;
  readonly #service: ServiceConfig;

  constructor(scope: ServiceScope, name: string, service: ServiceConfig) {
    this.#scope = scope;
    this.#name = name;
    this.#service = service;
  }

  run(): void {
    const service = this.#service;
    const isBroken = this.#scope.context.tainted.has(this.#name);
    if (!isBroken && service.build === undefined && !service.image && service.provider === undefined) {
      const hint = 'Add "image: …" or "build: .".';
      this.#report('no-image', 'has neither an image nor a build context specified', [], hint);
    }
    if (service.build !== undefined) this.#checkBuild(service.build);
    this.#checkNetworks();
    this.#checkHealth();
    this.#checkDependencies();
    this.#checkReferences();
    checkLimits(this.#scope, this.#name, service);
    this.#checkWatch();
    this.#checkMounts();
  }

  #report(code: string, message: string, keys: string[], hint?: string): void {
    const place = placeIn(this.#scope.model, this.#name, ...keys);
    this.#scope.context.add(code, `service "${this.#name}" ${message}`, place, hint);
  }

  #checkBuild(build: BuildConfig): void {
    if (build.dockerfile_inline && build.dockerfile) {
      this.#report('exclusive-keys', 'declares mutualy exclusive dockerfile and dockerfile_inline', [
        'build',
        'dockerfile',
      ]);
    }
    for (const [name, target] of Object.entries(build.additional_contexts ?? {})) {
      if (!target.startsWith('service:')) continue;
      const other = target.slice('service:'.length);
      const found = this.#scope.project.services[other];
      const keys = ['build', 'additional_contexts', name];
      if (this.#mayExist('services', other)) continue;
      if (found === undefined) {
        this.#report(
          'unknown-service',
          `declares unknown service "${other}" as additional contexts ${name}`,
          keys,
          this.#nearService(other),
        );
      } else if (found.build === undefined) {
        this.#report(
          'unknown-service',
          `declares non-buildable service "${other}" as additional contexts ${name}`,
          keys,
        );
      }
    }
    const { platforms = [] } = build;
    const { platform } = this.#service;
    if (platforms.length > 0 && platform && !platforms.includes(platform)) {
      this.#report(
        'platform-mismatch',
        `has platform "${platform}", which its build.platforms do not include`,
        ['platform'],
      );
    }
  }

  #near(name: string, choices: object): string | undefined {
    const near = nearest(name, Object.keys(choices));
    return near === undefined ? undefined : `Did you mean "${near}"?`;
  }

  /** No service means itself. */
  #nearService(name: string): string | undefined {
    const near = nearest(name, this.#scope.names, this.#name);
    return near === undefined ? undefined : `Did you mean "${near}"?`;
  }

  #checkNetworks(): void {
    const { network_mode: mode, networks = {} } = this.#service;
    if (mode && Object.keys(networks).length > 0) {
      this.#report('exclusive-keys', 'declares mutually exclusive `network_mode` and `networks`', [
        'network_mode',
      ]);
    }
    for (const network of Object.keys(networks)) {
      this.#mustExist('network', network, this.#scope.project.networks, ['networks', network]);
    }
    if (mode?.startsWith('service:') !== true) return;
    const other = mode.slice('service:'.length);
    if (this.#scope.project.services[other] === undefined && !this.#mayExist('services', other)) {
      const message = `refers to service "${other}" in network_mode, which is not there`;
      this.#report('unknown-service', message, ['network_mode'], this.#nearService(other));
    }
  }

  #mustExist(kind: string, name: string, existing: object, keys: string[]): void {
    const section = kind.endsWith('secret') ? 'secrets' : `${kind}s`;
    const isLost = name === '' && this.#scope.context.tainted.has(this.#name);
    if (isLost || Object.hasOwn(existing, name) || this.#mayExist(section, name)) return;
    const hint = this.#near(name, existing) ?? `Declare it under the top-level "${section}:".`;
    this.#report(`undefined-${kind.replace(' ', '-')}`, `refers to undefined ${kind} ${name}`, keys, hint);
  }

  /** Taken out, or in a file that could not be read. */
  #mayExist(section: string, name: string): boolean {
    const { isIncomplete, dropped } = this.#scope.context;
    return isIncomplete || dropped.has(`${section}.${name}`);
  }

  #checkHealth(): void {
    const [first] = this.#service.healthcheck?.test ?? [];
    if (first === undefined || ['CMD', 'CMD-SHELL', 'NONE'].includes(first)) return;
    const hint = 'Write ["CMD", …] for a program, or a text for a shell command.';
    this.#report(
      'invalid-healthcheck',
      'has a healthcheck.test that does not start with "CMD", "CMD-SHELL" or "NONE"',
      ['healthcheck', 'test'],
      hint,
    );
  }

  #checkDependencies(): void {
    const { services, disabledServices } = this.#scope.project;
    for (const [name, dependency] of Object.entries(this.#service.depends_on ?? {})) {
      if (Object.hasOwn(services, name) || this.#mayExist('services', name)) continue;
      const disabled = disabledServices[name];
      if (disabled !== undefined && !dependency.required) continue;
      const hint =
        disabled === undefined
          ? this.#nearService(name)
          : `It has the profile ${disabled.profiles?.join(', ')}, which is not active: add --profile, or "required: false".`;
      this.#report('unknown-service', `depends on undefined service "${name}"`, ['depends_on', name], hint);
    }
  }

  #checkReferences(): void {
    const { project } = this.#scope;
    const service = this.#service;
    service.volumes?.forEach((volume, i) => {
      if (volume.type === 'volume' && volume.source) {
        this.#mustExist('volume', volume.source, project.volumes, ['volumes', String(i)]);
      }
    });
    for (const { source = '' } of service.build?.secrets ?? []) {
      this.#mustExist('build secret', source, project.secrets, ['build', 'secrets']);
    }
    service.configs?.forEach(({ source = '' }, i) => {
      this.#mustExist('config', source, project.configs, ['configs', String(i)]);
    });
    for (const model of Object.keys(service.models ?? {})) {
      this.#mustExist('model', model, project.models, ['models', model]);
    }
    service.secrets?.forEach(({ source = '' }, i) => {
      this.#mustExist('secret', source, project.secrets, ['secrets', String(i)]);
    });
  }

  #checkWatch(): void {
    this.#service.develop?.watch?.forEach(({ target, action }, i) => {
      if (target || action === 'rebuild' || action === 'restart') return;
      this.#report('missing-key', 'develop.watch: target is required for non-rebuild actions', [
        'develop',
        'watch',
        String(i),
      ]);
    });
  }

  #checkMounts(): void {
    if (this.#service.tmpfs === undefined && this.#service.volumes === undefined) return;
    const mounts = new Map<string, string>();
    const add = (target: string, shown: string, keys: string[]): void => {
      const other = mounts.get(target);
      if (other !== undefined)
        this.#report('mounted-twice', `mounts ${target} twice: ${other} and ${shown}`, keys);
      mounts.set(target, shown);
    };
    this.#service.tmpfs?.forEach((tmpfs, i) => {
      add(tmpfs.split(':')[0] ?? '', `tmpfs[${i}]`, ['tmpfs', String(i)]);
    });
    this.#service.volumes?.forEach(({ target = '' }, i) => {
      add(target, `volumes[${i}]`, ['volumes', String(i)]);
    });
  }
}
