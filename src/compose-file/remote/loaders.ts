import type { LoadOptions } from '../options.ts';
import type { RemoteLoader } from '../phases/resources.ts';
import { cacheFolder } from './cache.ts';
import type { GitScope } from './git.ts';
import { parseGitReference } from './git-reference.ts';

const OCI = 'oci://';

/** Loaders of remote files. What fetches is read in only when something is to be fetched. */
export function remoteLoaders(options: LoadOptions, names: readonly string[]): RemoteLoader[] {
  const answers = new Map<string, Promise<boolean>>();
  const ask = (source: string): Promise<boolean> => {
    const answer = answers.get(source) ?? options.confirm?.(question(source)) ?? Promise.resolve(true);
    answers.set(source, answer);
    return answer;
  };
  const scope = (reference: string): GitScope => ({
    environment: options.environment,
    cache: cacheFolder(options.environment),
    offline: options.offline === true,
    credentialsFor: options.credentialsFor,
    mayFetch: () => ask(reference.split('#', 1)[0] ?? reference),
  });
  return [gitLoader(scope, names), ociLoader(scope)];
}

function question(reference: string): string {
  return (
    `This Compose project includes files from a remote source:\n  - ${reference}\n` +
    'Remote files could be malicious. Make sure you trust the source.\nDo you want to continue?'
  );
}

function gitLoader(scope: (reference: string) => GitScope, names: readonly string[]): RemoteLoader {
  const folders = new Map<string, string>();
  return {
    accepts: (reference) => parseGitReference(reference) !== undefined,
    folder: (reference) => folders.get(reference) ?? '',
    async load(reference) {
      const parsed = parseGitReference(reference);
      const { checkOut, fileIn } = await import('./git.ts');
      if (parsed === undefined) throw new Error(`no git reference: ${reference}`);
      const folder = folders.get(reference) ?? (await checkOut(parsed, scope(reference)));
      folders.set(reference, folder);
      return fileIn(folder, parsed.path, names);
    },
  };
}

function ociLoader(scope: (reference: string) => GitScope): RemoteLoader {
  const folders = new Map<string, string>();
  return {
    accepts: (reference) => reference.startsWith(OCI),
    folder: (reference) => folders.get(reference) ?? '',
    async load(reference) {
      const { pullProject } = await import('./oci.ts');
      const folder =
        folders.get(reference) ?? (await pullProject(reference.slice(OCI.length), scope(reference)));
      folders.set(reference, folder);
      return `${folder}/compose.yaml`;
    },
  };
}
