/** The value of `--chmod`: octal, or symbolic as of chmod(1): `u=rwX,go-w`. */
interface Clause {
  who: number;
  operator: '+' | '-' | '=';
  permissions: string;
}

/** @throws Error with the frontend's sentence. */
export function checkMode(text: string): void {
  parseMode(text);
}

/** The new permission bits (12) of a file. @throws Error */
export function applyMode(text: string, mode: number, isFolder: boolean): number {
  const parsed = parseMode(text);
  if (typeof parsed === 'number') return parsed;
  return parsed.reduce((bits, clause) => applyClause(clause, bits, isFolder), mode & 0o7777);
}

function parseMode(text: string): number | Clause[] {
  if (/^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= 0o7777) return Number.parseInt(text, 8);
  if (/^\d/.test(text) || text === '') {
    throw new Error(`invalid chmod parameter: '${text}'. it should be octal string and between 0 and 07777`);
  }
  return text.split(',').flatMap((clause) => parseClause(clause, text));
}

function parseClause(clause: string, whole: string): Clause[] {
  const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
  if (!match) throw new Error(`mode: invalid syntax: ${JSON.stringify(whole)}`);
  const letters = match[1] || 'a';
  const masks: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
  const who = Array.from(letters).reduce((bits, letter) => bits | (masks[letter] ?? 0), 0);
  return [...(match[2] ?? '').matchAll(/([-+=])([rwxXstugo]*)/g)].map((part) => ({
    who,
    operator: part[1] as Clause['operator'],
    permissions: part[2] ?? '',
  }));
}

function applyClause({ who, operator, permissions }: Clause, mode: number, isFolder: boolean): number {
  let bits = 0;
  for (const letter of permissions) bits |= bitsOf(letter, mode, isFolder);
  bits &= who;
  if (operator === '+') return mode | bits;
  if (operator === '-') return mode & ~bits;
  return (mode & ~(who & 0o777)) | bits;
}

function bitsOf(letter: string, mode: number, isFolder: boolean): number {
  switch (letter) {
    case 'r':
      return 0o444;
    case 'w':
      return 0o222;
    case 'x':
      return 0o111;
    case 'X':
      return isFolder || (mode & 0o111) !== 0 ? 0o111 : 0;
    case 's':
      return 0o6000;
    case 't':
      return 0o1000;
    case 'u':
      return 0o111 * ((mode >> 6) & 7);
    case 'g':
      return 0o111 * ((mode >> 3) & 7);
    default:
      return 0o111 * (mode & 7);
  }
}
