import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  certificate: string;
  key: string;
}

/** A certificate that is its own authority, for names such as `IP:127.0.0.1` or `DNS:localhost`. */
export function makeCertificate(folder: string, names: string[]): CertificateFiles {
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const subject = ['-subj', '/CN=registry', '-addext', `subjectAltName=${names.join(',')}`];
  const output = ['-keyout', files.key, '-out', files.certificate];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...output, ...subject],
    { stdio: 'ignore' },
  );
  return files;
}
