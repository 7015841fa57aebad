/** The engines that one can switch between. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { formatAddress } from './address.ts';
import type { EndpointChoice, Environment, KnownEngine } from './contract.ts';
import { dockerConfigFolder, readDockerConfig } from './docker-config.ts';
import { chooseEndpoint } from './endpoint.ts';

/**
 * The engine that the choice leads to, first; then our own, those of Docker and Podman whose sockets are there, and docker
 * contexts. Nothing is asked and nothing started. Contexts whose description cannot be read are left out.
 */
export async function knownEngines(choice: EndpointChoice): Promise<KnownEngine[]> {
  const { DOCKER_HOST: _host, DOCKER_CONTEXT: _context, ...env } = choice.env;
  const chosen = await describe(chosenName(choice), choice);
  const own = ['embedded', 'docker', 'podman'];
  const others = [
    ...own.map((engine) => describe(engine, { env, engine })),
    ...contextNames(env).map((context) =>
      describe(own.includes(context) ? `${context} (context)` : context, { env, context }),
    ),
  ];
  const settled = await Promise.allSettled(others);
  const found = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const seen = new Set([chosen.address]);
  const distinct = found.filter(({ name, address, choice: { engine } }) => {
    if (name === chosen.name || seen.has(address)) return false;
    seen.add(address);
    return engine === undefined || engine === 'embedded' || isThere(address);
  });
  return [chosen, ...distinct];
}

/** In the order of `chooseEndpoint`. */
function chosenName({ env, engine, host, context }: EndpointChoice): string {
  if (engine) return nameOf(engine);
  if (host) return 'given';
  if (context) return context === 'default' ? 'docker' : context;
  if (env.DOCKER_HOST) return 'given';
  if (env.DOCKER_CONTEXT) return env.DOCKER_CONTEXT === 'default' ? 'docker' : env.DOCKER_CONTEXT;
  if (env.TUTTI_ENGINE) return nameOf(env.TUTTI_ENGINE);
  const current = readDockerConfig(env).currentContext;
  return current === undefined || current === '' || current === 'default' ? 'embedded' : current;
}

function nameOf(engine: string): string {
  return ['embedded', 'docker', 'podman'].includes(engine) ? engine : 'given';
}

async function describe(name: string, choice: EndpointChoice): Promise<KnownEngine> {
  return { name, address: formatAddress(await chooseEndpoint(choice)), choice };
}

/** Only a socket of this machine can be looked for without asking. */
function isThere(address: string): boolean {
  return !address.startsWith('unix://') || existsSync(address.slice('unix://'.length));
}

function contextNames(env: Environment): string[] {
  const folder = `${dockerConfigFolder(env)}/contexts/meta`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((hash) => {
      try {
        const { Name } = JSON.parse(readFileSync(`${folder}/${hash}/meta.json`, 'utf8')) as {
          Name?: unknown;
        };
        return typeof Name === 'string' && Name !== '' ? [Name] : [];
      } catch {
        return [];
      }
    })
    .sort();
}
