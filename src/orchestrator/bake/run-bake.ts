/** Builds through `docker buildx bake`, and so by the BuildKit of a Docker Engine, or of the builder that the user has chosen. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withDockerEnvironment } from '../../engine-client/index.ts';
import { UserError } from '../../shared/index.ts';
import { buildFailed } from '../execute/build-in-folder.ts';
import { type BuildSettings, checkFailed, type ImageBuild } from '../execute/image-build.ts';
import type { Work } from '../execute/work.ts';
import { type BakeFile, targetNames } from './bake-file.ts';
import { entitlements, readFolders, secretVariables } from './bake-target.ts';
import { parseStatus, SolveEvents } from './solve-status.ts';

/** Milliseconds: as often as BuildKit's own display is drawn. */
const settleEvery = 150;

/** Bake looks first whether what it is given is a Compose file, and so at the variables of Dockerfiles in it. */
const aboutVariables = /^WARNING: The "\w+" variable is not set\./;

export interface BakeRun {
  /** The program of buildx. */
  program: string;
  file: BakeFile;
  /** All that the file defines. */
  builds: readonly ImageBuild[];
  settings: BuildSettings;
}

/** Image ids (or digests, where the engine keeps manifests) by target. @throws UserError `build-failed` */
export async function runBake(work: Work, run: BakeRun): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'tutti-bake-'));
  try {
    const metadata = join(folder, 'metadata.json');
    await bake(work, run, metadata);
    return run.settings.check ? new Map() : readDigests(await readFile(metadata, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readDigests(text: string): Map<string, string> {
  const targets = JSON.parse(text) as Record<string, { 'containerimage.digest'?: string }>;
  return new Map(
    Object.entries(targets).map(([target, about]) => [target, about['containerimage.digest'] ?? '']),
  );
}

function bakeArguments({ builds, settings }: BakeRun, metadata: string): string[] {
  const folders = new Set(builds.flatMap(readFolders));
  const isPrivileged = builds.some(({ config }) => entitlements(config).includes('security.insecure'));
  const isOnHost = builds.some(({ config }) => entitlements(config).includes('network.host'));
  return [
    'bake',
    '--file',
    '-',
    '--progress',
    'rawjson',
    '--metadata-file',
    metadata,
    ...[...folders].flatMap((path) => ['--allow', `fs.read=${path}`]),
    ...(isPrivileged ? ['--allow', 'security.insecure'] : []),
    ...(isOnHost ? ['--allow', 'network.host'] : []),
    ...(settings.sbom ? [`--sbom=${settings.sbom}`] : []),
    ...(settings.provenance ? [`--provenance=${settings.provenance}`] : []),
    ...(settings.builder ? ['--builder', settings.builder] : []),
  ];
}

async function bake(work: Work, run: BakeRun, metadata: string): Promise<void> {
  const { settings, builds } = run;
  const emit: Work['emit'] = (event) => {
    if (!settings.quiet) work.emit(event);
  };
  const events = new SolveEvents(emit, targetNames(Object.keys(work.project.services)));
  const secrets = Object.assign({}, ...builds.map(secretVariables)) as Record<string, string>;
  const { said, status } = await withDockerEnvironment(work.client.endpoint, process.env, (env) => {
    // What the metadata says of the sources nobody reads.
    const own = { BUILDX_METADATA_PROVENANCE: 'disabled', ...env, ...secrets };
    return execute(run, bakeArguments(run, metadata), own, work.signal, events);
  });
  work.signal.throwIfAborted();
  if (status !== 0) throw bakeFailed(run, said, events);
}

interface BakeEnd {
  /** Lines of standard error that are no statuses. */
  said: string[];
  status: number | null;
}

async function execute(
  { program, file, settings }: BakeRun,
  args: string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  events: SolveEvents,
): Promise<BakeEnd> {
  const child = spawn(program, args, { env });
  const interrupt = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', interrupt, { once: true });
  const settling = setInterval(() => events.settle(), settleEvery);
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    child.stdin.on('error', () => {
      // It ended before it read all; its exit code and standard error say why.
    });
    child.stdin.end(JSON.stringify(file));
    // Only a check prints something.
    child.stdout.setEncoding('utf8').on('data', (text: string) => settings.report?.(text));
    const said: string[] = [];
    const reading = (async () => {
      for await (const line of createInterface({ input: child.stderr })) {
        const status = parseStatus(line);
        if (status !== undefined) events.apply(status);
        else if (!aboutVariables.test(line)) said.push(line);
      }
    })();
    const [status] = await Promise.all([ended, reading]);
    events.settle();
    return { said, status };
  } finally {
    clearInterval(settling);
    signal.removeEventListener('abort', interrupt);
  }
}

/** The failing step with the end of its output, then what buildx says: the Dockerfile's lines and the reason. */
function bakeFailed({ builds, settings }: BakeRun, said: readonly string[], events: SolveEvents): UserError {
  const text = said.map((line) => line.replace(/^ERROR: /, '')).join('\n');
  if (settings.check && text === '') {
    return new UserError('build-check-failed', checkFailed);
  }
  if (/unknown flag: --allow/.test(text))
    return new UserError('build-failed', text, { hint: 'Builds need buildx 0.17 or later.' });
  const { failed } = events;
  const step = failed === undefined ? '' : stepText(failed);
  const target = failed?.service || /target ([^\s:]+): failed to/.exec(text)?.[1];
  const build = builds.find(({ service }) => service === target) ?? onlyOne(builds);
  if (build === undefined) return new UserError('build-failed', `${step}${text || 'failed to execute bake'}`);
  // What was never begun needs no words about a step.
  const reason = text.replace(/^(?:target \S+: )?(?:failed to solve: )?(?=failed to read dockerfile)/, '');
  return buildFailed(build, `${step}${reason || 'failed to execute bake'}`);
}

function onlyOne(builds: readonly ImageBuild[]): ImageBuild | undefined {
  return builds.length === 1 ? builds[0] : undefined;
}

function stepText({ name, output }: { name: string; output: string }): string {
  const lines = output.trimEnd().split('\n').slice(-40);
  return `------\n > ${name}:\n${lines.join('\n')}\n------\n`;
}
