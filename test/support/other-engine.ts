import { connectEngine, type EngineClient } from '../../src/engine-client/index.ts';
import { EngineError } from '../../src/shared/index.ts';
import type { EngineHome } from './world.ts';

/** What scenarios run against. `docker-20` is any Docker Engine older than 23, which has no BuildKit by default. */
export type EngineKind = 'embedded' | 'docker' | 'docker-20' | 'podman';

export const standInImages: readonly string[] = [
  'docker.io/library/redis:6.0-alpine',
  'docker.io/library/redis:7.2-alpine',
  'docker.io/library/python:3.12-slim-bookworm',
  'quay.io/jupyter/minimal-notebook:python-3.12',
];

/**
 * The same home, but its scenarios drive the engine at `address` (as in DOCKER_HOST), which is given the stand-in images that it
 * does not have.
 */
export async function openOtherEngine(home: EngineHome, address: string): Promise<EngineHome> {
  using there = await connectTo({ ...home.env, DOCKER_HOST: address });
  const missing: string[] = [];
  for (const image of standInImages) {
    if (!(await has(there.client, image))) missing.push(image);
  }
  if (missing.length > 0) {
    using here = await connectTo(home.env);
    await copyImages(missing, here.client, there.client);
  }
  return { ...home, env: { ...home.env, DOCKER_HOST: address }, engine: await kindOf(there.client) };
}

/** Takes from the engine the names under which the tests pulled images from their own registry; the images stay. */
export async function forgetRegistry({ env, registry }: EngineHome): Promise<void> {
  using there = await connectTo(env);
  const images = await there.client.json<{ RepoTags?: string[] | null }[]>({
    method: 'GET',
    path: '/images/json',
  });
  const names = images.flatMap(({ RepoTags }) => RepoTags ?? []);
  for (const name of names.filter((each) => each.startsWith(`${registry}/`)))
    await there.client.json({ method: 'DELETE', path: `/images/${encodeURI(name)}` });
}

async function connectTo(env: Record<string, string>): Promise<{ client: EngineClient } & Disposable> {
  const client = await connectEngine({ env: { ...process.env, ...env } });
  return { client, [Symbol.dispose]: () => client.close() };
}

async function has(client: EngineClient, image: string): Promise<boolean> {
  try {
    await client.json({ method: 'GET', path: `/images/${encodeURI(image)}/json` });
    return true;
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'not-found') return false;
    throw error;
  }
}

/** From our engine, which can pull them from the registry on loopback, to the other one, which need not reach it. */
async function copyImages(images: string[], from: EngineClient, to: EngineClient): Promise<void> {
  for (const fromImage of images) {
    await finish(from, { method: 'POST', path: '/images/create', query: { fromImage } });
  }
  const archive = await from.open({ method: 'GET', path: '/images/get', query: { names: images } });
  const headers = { 'Content-Type': 'application/x-tar' };
  await finish(to, { method: 'POST', path: '/images/load', headers, rawBody: archive.body });
  for (const image of images) {
    if (!(await has(to, image))) await nameInFull(to, image);
  }
}

/** Podman takes Docker Hub's short names in an archive, which are all that it has, for names of this machine. */
async function nameInFull(client: EngineClient, image: string): Promise<void> {
  const local = `/images/${encodeURI(image.replace('docker.io/library/', 'localhost/'))}`;
  const [repo, tag] = splitTag(image);
  await client.json({ method: 'POST', path: `${local}/tag`, query: { repo, tag } });
  await client.json({ method: 'DELETE', path: local });
}

function splitTag(image: string): [string, string] {
  const colon = image.lastIndexOf(':');
  return [image.slice(0, colon), image.slice(colon + 1)];
}

async function finish(client: EngineClient, request: Parameters<EngineClient['lines']>[0]): Promise<void> {
  for await (const message of client.lines<{ error?: string }>(request)) {
    if (message.error !== undefined) throw new Error(message.error);
  }
}

async function kindOf(client: EngineClient): Promise<EngineKind> {
  const { Components, Version } = await client.version();
  if (Components.some(({ Name }) => /podman/i.test(Name))) return 'podman';
  return Number.parseInt(Version, 10) < 23 ? 'docker-20' : 'docker';
}
