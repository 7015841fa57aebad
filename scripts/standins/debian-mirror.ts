import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The suite and mirror that this machine itself uses. */
export function debianMirror(): { suite: string; mirror: string } {
  const suite = /^VERSION_CODENAME=(.+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  const format = ['--format', '$(REPO_URI) $(CODENAME)'];
  const sources = execFileSync('apt-get', ['indextargets', ...format], { encoding: 'utf8' }).split('\n');
  const mirror = sources.find((line) => line.endsWith(` ${suite}`))?.split(' ')[0];
  return { suite, mirror: mirror ?? 'http://deb.debian.org/debian' };
}
