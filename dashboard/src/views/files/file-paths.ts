/** The folders on the way to a path, from the root on. */
export function crumbsOf(path: string): { name: string; path: string }[] {
  const parts = path.split('/').filter(Boolean);
  return [
    { name: '/', path: '/' },
    ...parts.map((name, index) => ({ name, path: `/${parts.slice(0, index + 1).join('/')}` })),
  ];
}

export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** Where a link leads, as text: the server decides what may be seen there. */
export function targetOf(folder: string, target: string): string {
  const parts: string[] = [];
  for (const part of (target.startsWith('/') ? target : joinPath(folder, target)).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** `-rwxr-xr-x`, without the kind. */
export function modeWords(mode: number): string {
  return [
    letters(mode >> 6, (mode & 0o4000) !== 0, 's'),
    letters(mode >> 3, (mode & 0o2000) !== 0, 's'),
    letters(mode, (mode & 0o1000) !== 0, 't'),
  ].join('');
}

function letters(bits: number, special: boolean, letter: string): string {
  const runs = (bits & 1) !== 0;
  const last = special ? (runs ? letter : letter.toUpperCase()) : runs ? 'x' : '-';
  return `${(bits & 4) !== 0 ? 'r' : '-'}${(bits & 2) !== 0 ? 'w' : '-'}${last}`;
}
