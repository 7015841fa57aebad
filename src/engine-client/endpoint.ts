import { existsSync } from 'node:fs';
import { UserError } from '../shared/index.ts';
import { parseAddress } from './address.ts';
import { readContext } from './contexts.ts';
import type { EndpointChoice, EngineEndpoint, Environment } from './contract.ts';
import { readDockerConfig } from './docker-config.ts';
import { checkTls } from './tls-check.ts';
import { chooseTls } from './tls-files.ts';

/**
 * Where a command's engine is. In this order: `--engine`, `--host`, `--context`, `DOCKER_HOST`, `DOCKER_CONTEXT`,
 * `TUTTI_ENGINE`, the current context of the docker CLI, else our own.
 * @throws UserError `bad-certificates`, `bad-engine-address`, `context-not-found`
 */
export async function chooseEndpoint(choice: EndpointChoice): Promise<EngineEndpoint> {
  const endpoint = await findEndpoint(choice);
  await checkTls(endpoint);
  return endpoint;
}

async function findEndpoint(choice: EndpointChoice): Promise<EngineEndpoint> {
  const { env } = choice;
  if (choice.engine) return named(choice.engine, choice);
  if (choice.host) return fromHost(choice.host, choice);
  if (choice.context) return fromContext(choice.context, choice);
  if (env.DOCKER_HOST) return fromHost(env.DOCKER_HOST, choice);
  if (env.DOCKER_CONTEXT) return fromContext(env.DOCKER_CONTEXT, choice);
  if (env.TUTTI_ENGINE) return named(env.TUTTI_ENGINE, choice);
  const current = readDockerConfig(env).currentContext;
  return current === undefined || current === '' || current === 'default'
    ? embedded(env)
    : readContext(current, env);
}

async function named(engine: string, choice: EndpointChoice): Promise<EngineEndpoint> {
  const { env } = choice;
  switch (engine) {
    case 'embedded':
      return embedded(env);
    case 'docker':
      return docker(choice);
    case 'podman':
      return parseAddress(env.CONTAINER_HOST || `unix://${podmanSocket(env)}`);
    default:
      if (!/[:/]/.test(engine)) throw unknownEngine(engine);
      return fromHost(engine, choice);
  }
}

/** Of a word alone it is more likely that a name was meant than a host. */
function unknownEngine(engine: string): UserError {
  return new UserError('bad-engine-address', `there is no engine \`${engine}\``, {
    hint: 'Write embedded, docker or podman, or an address: unix:///path/to/socket, tcp://host:port or ssh://user@host.',
  });
}

/** A socket's address has 107 bytes (unix(7)); the longest name in the run folder is a terminal's, of 28 and a slash. */
const maxRunFolderBytes = 78;

function embedded(env: Environment): EngineEndpoint {
  const run = env.TUTTI_RUN || '/run/tutti';
  if (Buffer.byteLength(run) > maxRunFolderBytes) {
    throw new UserError(
      'engine-start-failed',
      `the run folder ${run} has too long a path for the sockets in it`,
      { hint: `Set TUTTI_RUN to a path of at most ${maxRunFolderBytes} bytes.` },
    );
  }
  return { transport: 'unix', path: `${run}/engine.sock`, embedded: true };
}

async function docker(choice: EndpointChoice): Promise<EngineEndpoint> {
  const { env } = choice;
  if (env.DOCKER_HOST) return fromHost(env.DOCKER_HOST, choice);
  const context = env.DOCKER_CONTEXT || readDockerConfig(env).currentContext || 'default';
  return fromContext(context, choice);
}

async function fromContext(name: string, choice: EndpointChoice): Promise<EngineEndpoint> {
  if (name !== 'default') return readContext(name, choice.env);
  const tls = chooseTls(choice.env, choice.tls);
  const usual = tls === undefined ? 'unix:///var/run/docker.sock' : 'tcp://localhost:2376';
  return parseAddress(choice.env.DOCKER_HOST || usual, tls);
}

function fromHost(host: string, { env, tls }: EndpointChoice): EngineEndpoint {
  return parseAddress(host, chooseTls(env, tls));
}

function podmanSocket(env: Environment): string {
  const ofUser = `${env.XDG_RUNTIME_DIR ?? ''}/podman/podman.sock`;
  return env.XDG_RUNTIME_DIR && existsSync(ofUser) ? ofUser : '/run/podman/podman.sock';
}
