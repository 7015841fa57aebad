import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from './alone.ts';
import { debianMirror } from './debian-mirror.ts';
import { type Registry, startRegistry, stopRegistry } from './registry.ts';

const here = import.meta.dirname;
const root = join(here, '../..');

export interface StandIns extends Registry {
  /** A registries.conf that puts the registry before Docker Hub and quay.io. */
  registriesConf: string;
}

/** Makes what is not made yet; nothing of it runs on. */
export async function makeStandIns(cache: string, say: (line: string) => void): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'tutti-stand-ins-'));
  try {
    await provideStandIns(cache, say, place);
  } finally {
    await stopRegistry(place);
    rmSync(place, { recursive: true, force: true });
  }
}

/**
 * The lesson's base images for a machine that reaches no registry: root file systems of Debian packages by mmdebstrap, made images
 * by our own builder, pushed to a registry on loopback. What is made already is kept in `cache`; `place` is the registry's, see there: who shares one loses
 * it when the other stops it.
 */
export async function provideStandIns(
  cache: string,
  say: (line: string) => void,
  place: string,
): Promise<StandIns> {
  mkdirSync(cache, { recursive: true });
  const registry = await startRegistry(cache, place);
  const registriesConf = join(place, 'registries.conf');
  writeFileSync(registriesConf, mirrors(registry.address));
  if (!isMade(cache))
    await alone(join(cache, 'making'), () => {
      if (isMade(cache)) return;
      makeImages(cache, registry.address, say);
      writeFileSync(join(cache, 'made'), recipeDigest());
    });
  return { ...registry, registriesConf };
}

function isMade(cache: string): boolean {
  const made = join(cache, 'made');
  return existsSync(made) && readFileSync(made, 'utf8') === recipeDigest();
}

const mirrors = (address: string) =>
  ['docker.io', 'quay.io']
    .map(
      (host) =>
        `[[registry]]\nprefix = "${host}"\nlocation = "${host}"\n[[registry.mirror]]\nlocation = "${address}/${host}"\ninsecure = true\n`,
    )
    .join('\n');

function makeImages(cache: string, registry: string, say: (line: string) => void): void {
  installMmdebstrap(say);
  const redis = join(cache, 'contexts/redis');
  const python = join(cache, 'contexts/python');
  say('making stand-ins for redis, python and jupyter from Debian packages (once)');
  prepareContext(redis, 'redis', 'essential', ['redis-server']);
  prepareContext(python, 'python', 'minbase', ['python3', 'python3-pip', 'python3-venv', 'ca-certificates']);
  copyFileSync('/etc/ssl/certs/ca-certificates.crt', join(python, 'ca-certificates.crt'));
  const env = {
    ...process.env,
    TUTTI_ROOT: join(cache, 'engine/root'),
    TUTTI_RUN: join(cache, 'engine/run'),
    REGISTRY: registry,
    REDIS_CONTEXT: redis,
    PYTHON_CONTEXT: python,
  };
  try {
    for (const service of ['redis-6', 'redis-7', 'python', 'jupyter']) {
      say(`  ${service}`);
      tutti(['build', service], env);
      tutti(['push', service], env);
    }
    tutti(['down', '--rmi', 'all'], env);
  } finally {
    rmSync(join(cache, 'contexts'), { recursive: true, force: true });
  }
}

function tutti(args: string[], env: NodeJS.ProcessEnv): void {
  const command = ['-f', join(here, 'compose.yml'), '--progress', 'plain', ...args];
  const { status, stdout, stderr } = spawnSync(join(root, 'tutti'), command, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`tutti ${args.join(' ')} failed (${status}):\n${stdout}${stderr}`);
}

function prepareContext(folder: string, recipe: string, variant: string, packages: string[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of globSync('*', { cwd: join(here, recipe) }))
    copyFileSync(join(here, recipe, file), join(folder, file));
  const lean = ['doc', 'man', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const { suite, mirror } = debianMirror();
  const args = [
    `--variant=${variant}`,
    `--include=${packages.join(',')}`,
    ...lean,
    suite,
    join(folder, 'rootfs.tar'),
    mirror,
  ];
  execFileSync('mmdebstrap', ['--quiet', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Only a machine that reaches no registry needs it. */
function installMmdebstrap(say: (line: string) => void): void {
  if (spawnSync('mmdebstrap', ['--version']).status === 0) return;
  say('tutti: installing mmdebstrap (makes the stand-ins)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '--no-install-recommends', 'mmdebstrap'];
  if (spawnSync('apt-get', install, { env }).status === 0) return;
  spawnSync('apt-get', ['update', '-qq'], { env });
  const { status, stderr } = spawnSync('apt-get', install, { env, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`could not install the package mmdebstrap: ${stderr.trim().split('\n').at(-1)}`);
}

/** Of everything that the images are made by. */
export function recipeDigest(): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/{Dockerfile,*.sh,*.py,*.conf,compose.yml}', { cwd: here }).sort())
    hash.update(file).update(readFileSync(join(here, file)));
  return hash.digest('hex');
}
