/** Addresses of git repositories as `ADD` and build contexts take them: `https://host/repo.git#ref:folder`. */
export interface GitAddress {
  remote: string;
  ref: string | undefined;
  folder: string;
  keepGitDir: boolean | undefined;
  checksum: string | undefined;
}

/** Undefined for what is no git address. */
export function parseGitAddress(text: string): GitAddress | undefined {
  const hash = text.indexOf('#');
  const address = hash === -1 ? text : text.slice(0, hash);
  const fragment = hash === -1 ? '' : text.slice(hash + 1);
  const question = address.indexOf('?');
  const remote = question === -1 ? address : address.slice(0, question);
  const query = new URLSearchParams(question === -1 ? '' : address.slice(question + 1));
  const isWeb = /^https?:\/\/[^/]+\/.*\.git\/?$/.test(remote);
  const isGit = /^(?:git|ssh|git\+ssh):\/\//.test(remote) || /^[\w.-]+@[\w.-]+:(?!\/\/)/.test(remote);
  if (!isWeb && !isGit) return undefined;
  const [ref, folder] = splitFragment(fragment);
  const keep = query.get('keep-git-dir');
  return {
    remote,
    ref: query.get('ref') ?? query.get('branch') ?? query.get('tag') ?? (ref || undefined),
    folder: query.get('subdir') ?? folder,
    keepGitDir: keep === null ? undefined : keep !== 'false' && keep !== '0',
    checksum: query.get('checksum') ?? query.get('commit') ?? undefined,
  };
}

function splitFragment(fragment: string): [string, string] {
  const colon = fragment.indexOf(':');
  return colon === -1 ? [fragment, ''] : [fragment.slice(0, colon), fragment.slice(colon + 1)];
}
