/** Certificates for HTTPS to registries. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';

export interface Certificates {
  ca: string[];
  cert?: string;
  key?: string;
}

/** Folders with one folder per `host:port`, as Docker and Podman have them: `*.crt` are CAs, `*.cert` with `*.key` is ours. */
const folders = ['/etc/docker/certs.d', '/etc/containers/certs.d'];

let system: string[] | undefined;

/** The machine's own CAs, Node's, and those of NODE_EXTRA_CA_CERTS; read once, since that takes tens of milliseconds. */
function systemAuthorities(): string[] {
  system ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  return system;
}

export function certificatesFor(host: string): Certificates {
  const result: Certificates = { ca: systemAuthorities() };
  for (const folder of folders.map((base) => join(base, host))) {
    const names = listFolder(folder);
    const extra = names.filter((name) => name.endsWith('.crt')).map((name) => read(folder, name));
    if (extra.length > 0) result.ca = [...result.ca, ...extra];
    const cert = names.find((name) => name.endsWith('.cert'));
    const keyName = cert?.replace(/\.cert$/, '.key');
    if (cert !== undefined && keyName !== undefined && names.includes(keyName)) {
      result.cert = read(folder, cert);
      result.key = read(folder, keyName);
    }
  }
  return result;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}
