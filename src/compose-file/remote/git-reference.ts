/** A file or folder in a git repository: `https://host/repo.git#REF:SUBDIR` and its kin. */
export interface GitReference {
  /** What git is given as the repository. */
  remote: string;
  /** Branch, tag or commit; empty: the default branch. */
  ref: string;
  /** Path inside, or empty. */
  path: string;
}

const SCP = /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:[^#?]*(?:\?[^#]*)?(?:#.*)?$/;

/** undefined: this is no git reference, but a path on this machine. */
export function parseGitReference(text: string): GitReference | undefined {
  if (text.startsWith('./') || text.startsWith('../')) return undefined;
  const isShort = text.startsWith('github.com/');
  const url = isShort ? `https://${text}` : text;
  const scheme = /^([a-z]+):\/\/[^/]/.exec(url)?.[1];
  if (scheme === undefined) return SCP.test(text) ? split(text) : undefined;
  if (!['http', 'https', 'ssh', 'git'].includes(scheme)) return undefined;
  const reference = split(url);
  // Web addresses are repositories only where they say so.
  const isWeb = scheme.startsWith('http') && !isShort;
  return isWeb && !reference.remote.endsWith('.git') ? undefined : reference;
}

function split(text: string): GitReference {
  const [address = '', fragment = ''] = text.split('#', 2);
  const [remote = '', query = ''] = address.split('?', 2);
  const colon = fragment.indexOf(':');
  const parameters = new URLSearchParams(query);
  const named = (key: string, prefix: string): string | undefined => {
    const value = parameters.get(key) || undefined;
    return value === undefined || value.startsWith(prefix) ? value : prefix + value;
  };
  const tag = named('tag', 'refs/tags/') ?? named('branch', 'refs/heads/') ?? parameters.get('ref') ?? '';
  return {
    remote,
    ref: (colon === -1 ? fragment : fragment.slice(0, colon)) || tag,
    path: (colon === -1 ? '' : fragment.slice(colon + 1)) || (parameters.get('subdir') ?? ''),
  };
}
