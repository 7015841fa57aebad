import { statSync } from 'node:fs';

/**
 * The folder that the command runs in, under the name by which the user came there: `PWD` where it is the same folder,
 * as Docker Compose has it. Names of projects and paths in labels are made of it.
 */
export function workingFolder(pwd: string | undefined): string {
  const physical = process.cwd();
  if (pwd === undefined || !pwd.startsWith('/') || pwd === physical) return physical;
  try {
    const [logical, real] = [statSync(pwd), statSync(physical)];
    return logical.ino === real.ino && logical.dev === real.dev ? pwd : physical;
  } catch {
    return physical;
  }
}
