import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createConnection } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';

/**
 * Certificates as Docker's documentation has them made ("Protect the Docker daemon socket"): `ca.pem`, `cert.pem`, `key.pem` for the
 * client, `server-cert.pem`, `server-key.pem` for 127.0.0.1 and localhost.
 */
export function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = (name: string) =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', name);
  key('ca-key.pem');
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    'ca-key.pem',
    '-subj',
    '/CN=test-ca',
    '-days',
    '2',
    '-out',
    'ca.pem',
  );
  const sign = (keyName: string, certificate: string, extensions: string): void => {
    key(keyName);
    writeFileSync(join(folder, 'extensions'), extensions);
    openssl('req', '-new', '-key', keyName, '-subj', `/CN=${certificate}`, '-out', 'request');
    const issued = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca-key.pem',
      '-CAcreateserial',
      '-days',
      '2',
      '-out',
      certificate,
    ];
    openssl('x509', '-req', '-in', 'request', '-extfile', 'extensions', ...issued);
  };
  sign(
    'server-key.pem',
    'server-cert.pem',
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth',
  );
  sign('key.pem', 'cert.pem', 'extendedKeyUsage=clientAuth');
}

export interface TlsFront extends Disposable {
  port: number;
}

/** What `dockerd --tlsverify` is to its clients, before an engine that listens on a unix socket only. */
export async function startTlsFront(socketPath: string, certificates: string): Promise<TlsFront> {
  const pem = (name: string) => readFileSync(join(certificates, name));
  const server = createServer(
    {
      ca: pem('ca.pem'),
      cert: pem('server-cert.pem'),
      key: pem('server-key.pem'),
      requestCert: true,
      rejectUnauthorized: true,
      allowHalfOpen: true,
    },
    (client) => {
      const engine = createConnection({ path: socketPath, allowHalfOpen: true });
      client.pipe(engine).pipe(client);
      client.on('error', () => engine.destroy()).on('close', () => engine.destroy());
      engine.on('error', () => client.destroy());
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => void server.close() };
}
