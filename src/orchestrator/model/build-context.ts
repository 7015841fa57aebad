/** A build's context that is not on this machine: a git repository or an archive's address. */
export function isRemoteContext(context: string): boolean {
  return /^(https?|git|ssh):\/\/|^git@|^github\.com\//.test(context);
}

/** A repository, in which paths are relative to its root. */
export function isGitContext(context: string): boolean {
  return /^(git|ssh):\/\/|^git@|^github\.com\/|^https?:\/\/[^#]*\.git(#|$)/.test(context);
}
