import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * One binary out of a Debian package, without installing it: such packages start services of their own.
 * Returns the path of the binary; a second call finds it there.
 */
export function debianBinary(packageName: string, binary: string, cache: string): string {
  const folder = join(cache, packageName);
  const path = join(folder, binary);
  if (existsSync(path)) return path;
  const download = mkdtempSync(join(tmpdir(), 'tutti-deb-'));
  try {
    fetchPackage(packageName, download);
    const archive = readdirSync(download).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download brought no archive of ${packageName}`);
    mkdirSync(dirname(folder), { recursive: true });
    execFileSync('dpkg-deb', ['--extract', join(download, archive), folder]);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
  return path;
}

function fetchPackage(packageName: string, folder: string): void {
  const download = () =>
    execFileSync('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', packageName], {
      cwd: folder,
      stdio: 'pipe',
    });
  try {
    download();
  } catch {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'pipe' });
    download();
  }
}
