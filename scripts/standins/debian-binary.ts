import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
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
  mkdirSync(dirname(folder), { recursive: true });
  try {
    fetchPackage(packageName, download);
    const archive = readdirSync(download).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download brought no archive of ${packageName}`);
    const unpacked = mkdtempSync(`${folder}-`);
    execFileSync('dpkg-deb', ['--extract', join(download, archive), unpacked]);
    // At once: another process may look for it meanwhile, or bring the same.
    if (!existsSync(path)) renameSync(unpacked, folder);
    rmSync(unpacked, { recursive: true, force: true });
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
