/** Why a file cannot be opened, in Docker's words: `open x: no such file or directory`. */
export function openFailure(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const known = {
    ENOENT: 'no such file or directory',
    EISDIR: 'is a directory',
    EACCES: 'permission denied',
  };
  return `open ${path}: ${known[code as keyof typeof known] ?? message}`;
}
