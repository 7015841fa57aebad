import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf, UserError } from '../../shared/index.ts';

export interface SecurityOptions {
  options: string[];
  /** `systempaths=unconfined`: nothing of /proc and /sys is masked or read-only. */
  unconfinedPaths: boolean;
}

/** `security_opt` as the engine takes it: a seccomp profile's file is replaced by its content, as the docker CLI does. */
export function securityOptions(entries: string[], workingDir: string): SecurityOptions {
  const options: string[] = [];
  let unconfinedPaths = false;
  for (const entry of entries) {
    if (entry === 'systempaths=unconfined') unconfinedPaths = true;
    else options.push(option(entry, workingDir));
  }
  return { options, unconfinedPaths };
}

function option(entry: string, workingDir: string): string {
  const [name, value] = splitAtFirst(entry, entry.includes('=') ? '=' : ':');
  if (value === undefined && name !== 'no-new-privileges') {
    throw new UserError('bad-security-option', `invalid security-opt: "${entry}"`);
  }
  if (name !== 'seccomp' || value === undefined || value === 'unconfined' || value === 'builtin')
    return entry;
  return `seccomp=${profile(value, workingDir)}`;
}

function profile(path: string, workingDir: string): string {
  try {
    return JSON.stringify(JSON.parse(readFileSync(resolve(workingDir, path), 'utf8')));
  } catch (error) {
    throw new UserError(
      'bad-security-option',
      `opening seccomp profile (${path}) failed: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

function splitAtFirst(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
