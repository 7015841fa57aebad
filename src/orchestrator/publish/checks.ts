/** What is asked or refused before a project leaves the machine. */
import { readFile } from 'node:fs/promises';
import type { Project } from '../../compose-file/index.ts';
import { UserError } from '../../shared/index.ts';
import { findSensitiveData } from './sensitive-data.ts';

/** @throws UserError for services that nobody else could run: no image is named for them */
export function refuseBuildOnly(project: Project): void {
  const names = Object.entries(project.services)
    .filter(([, { image, build }]) => !image && build !== undefined)
    .map(([name]) => name);
  if (names.length === 0) return;
  throw new UserError(
    'publish-build-only',
    `your Compose stack cannot be published as it only contains a build section for service(s):\n${names
      .map((name) => `- ${JSON.stringify(name)}`)
      .join('\n')}`,
    { hint: 'Give them an `image`; `build --push` puts it where others find it.' },
  );
}

/** Questions to be answered with yes, one after the other. @throws UserError where variables are not meant to be published */
export async function* questions(project: Project, withEnvironment: boolean): AsyncGenerator<string> {
  const mounts = bindMounts(project);
  if (mounts.length > 0)
    yield [
      'you are about to publish bind mounts declaration within your OCI artifact.',
      'only the bind mount declarations will be added to the OCI artifact (not content)',
      "please double check that you are not mounting potential user's sensitive directories or data",
      ...mounts,
      'Are you ok to publish these bind mount declarations?',
    ].join('\n');
  const found = await sensitiveData(project);
  if (found.length > 0)
    yield [
      'you are about to publish sensitive data within your OCI artifact.',
      'please double check that you are not leaking sensitive data',
      ...found,
      'Are you ok to publish these sensitive data?',
    ].join('\n');
  if (!withEnvironment) refuseVariables(project);
  const variables = declaredVariables(project);
  if (variables.length > 0)
    yield [
      'you are about to publish environment variables within your OCI artifact.',
      'please double check that you are not leaking sensitive data',
      ...variables,
      'Are you ok to publish these environment variables?',
    ].join('\n');
}

function bindMounts(project: Project): string[] {
  return Object.entries(project.services).flatMap(([name, { volumes = [] }]) => {
    const mounts = volumes.filter(({ type }) => type === 'bind');
    return mounts.map(
      ({ source = '', target = '', read_only: readOnly }) =>
        `${name}: ${source}:${target}${readOnly ? ':ro' : ''}`,
    );
  });
}

async function sensitiveData(project: Project): Promise<string[]> {
  const named = [...Object.values(project.configs), ...Object.values(project.secrets)].flatMap(
    ({ file }) => file ?? [],
  );
  const envFiles = Object.values(project.services).flatMap(({ env_file: files = [] }) =>
    files.map(({ path }) => path),
  );
  const files = [...new Set([...project.composeFiles, ...envFiles, ...named])];
  const findings = await Promise.all(
    files.map(async (file) => findSensitiveData(file, await readFile(file, 'utf8').catch(() => ''))),
  );
  return findings.flat().map(({ kind, file, line, shown }) => `${kind}: ${shown} (${file}:${line})`);
}

function refuseVariables(project: Project): void {
  const lines = Object.entries(project.services).flatMap(
    ([name, { env_file: files = [], environment = {} }]) => [
      ...(files.length > 0 ? [`service ${JSON.stringify(name)} has env_file declared.`] : []),
      ...(Object.keys(environment).length > 0
        ? [`service ${JSON.stringify(name)} has environment variable(s) declared.`]
        : []),
    ],
  );
  const ofConfigs = Object.entries(project.configs)
    .filter(([, { environment }]) => environment)
    .map(([key, { name = key }]) => `config ${JSON.stringify(name)} is declare as an environment variable.`);
  if (lines.length + ofConfigs.length === 0) return;
  const advice =
    'To avoid leaking sensitive data, you must either explicitly allow the sending of environment variables by using the --with-env flag,\n' +
    'or remove sensitive data from your Compose configuration';
  throw new UserError('publish-variables', [...lines, ...ofConfigs, advice].join('\n'));
}

function declaredVariables(project: Project): string[] {
  const services = Object.entries(project.services).flatMap(
    ([name, { env_file: files = [], environment = {} }]) => {
      const lines = [...files.map(({ path }) => `env_file ${path}`), ...Object.keys(environment)];
      return lines.length === 0 ? [] : [[name, lines] as const];
    },
  );
  const configs = Object.entries(project.configs).flatMap(([key, { environment, name = key }]) =>
    environment ? [[name, [environment]] as const] : [],
  );
  return [...services, ...configs].flatMap(([name, variables]) => [`Service/Config  ${name}`, ...variables]);
}
