/** Certificates that cannot be used are refused before anything is sent, in the words of the docker client (and of Go's `crypto/tls`). */
import type * as NodeCrypto from 'node:crypto';
import { UserError } from '../shared/index.ts';
import type { EngineEndpoint, TlsFiles } from './contract.ts';

/** @param reason as Docker's programs word it */
export function badCertificates(reason: string, cause?: unknown): UserError {
  return new UserError('bad-certificates', `Failed to initialize: ${reason}`, {
    hint: "DOCKER_CERT_PATH names the folder with ca.pem, cert.pem and key.pem; without it they lie beside the docker client's config.json.",
    cause,
  });
}

const encrypted =
  'private key is encrypted - support for encrypted private keys has been removed, see https://docs.docker.com/go/deprecated/';

/** @throws UserError `bad-certificates` for files that a connection to this endpoint would need and that are no certificates or keys */
export async function checkTls(endpoint: EngineEndpoint): Promise<void> {
  if (endpoint.transport !== 'tcp' || endpoint.tls === undefined) return;
  const { ca, cert, key } = endpoint.tls;
  const crypto = await import('node:crypto');
  if (ca !== undefined && !blocks(ca, isCertificate).some((pem) => isReadable(pem, crypto)))
    throw badOfTls('ca.pem seems invalid');
  if (cert !== undefined && key !== undefined) checkPair({ cert, key }, crypto);
}

type Crypto = typeof NodeCrypto;

function checkPair({ cert, key }: Required<Pick<TlsFiles, 'cert' | 'key'>>, crypto: Crypto): void {
  const [anyKey] = blocks(key);
  if (anyKey === undefined) throw badCertificates('no valid private key found');
  if (/^Proc-Type: 4,ENCRYPTED/m.test(anyKey)) throw badCertificates(encrypted);
  const leaf = readCertificate(blockOfCertificate(cert), crypto);
  const own = readKey(blockOfKey(key), crypto);
  if (leaf.publicKey.asymmetricKeyType !== own.asymmetricKeyType)
    throw badOfTls('tls: private key type does not match public key type');
  if (!leaf.checkPrivateKey(own)) throw badOfTls('tls: private key does not match public key');
}

function blockOfCertificate(text: string): string {
  const [first] = blocks(text, isCertificate);
  if (first !== undefined) return first;
  const others = typesOf(text);
  if (others.length === 0) throw badOfTls('tls: failed to find any PEM data in certificate input');
  if (others.length === 1 && isKey(others[0] ?? ''))
    throw badOfTls(
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    );
  throw badOfTls(
    `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${others.join(' ')}]`,
  );
}

function blockOfKey(text: string): string {
  const [first] = blocks(text, isKey);
  if (first !== undefined) return first;
  const others = typesOf(text);
  if (others.length === 1 && isCertificate(others[0] ?? ''))
    throw badOfTls('tls: found a certificate rather than a key in the PEM for the private key');
  throw badOfTls(
    `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${others.join(' ')}]`,
  );
}

function readCertificate(pem: string, crypto: Crypto): NodeCrypto.X509Certificate {
  try {
    return new crypto.X509Certificate(pem);
  } catch (error) {
    throw badOfTls('x509: malformed certificate', error);
  }
}

function readKey(pem: string, crypto: Crypto): NodeCrypto.KeyObject {
  try {
    return crypto.createPrivateKey(pem);
  } catch (error) {
    throw badOfTls('tls: failed to parse private key', error);
  }
}

function isReadable(pem: string, crypto: Crypto): boolean {
  try {
    return readCertificate(pem, crypto) !== undefined;
  } catch {
    return false;
  }
}

const isCertificate = (type: string): boolean => type === 'CERTIFICATE';
const isKey = (type: string): boolean => /(?:^| )PRIVATE KEY$/.test(type);

/** The PEM blocks (RFC 7468) of the wanted types, each with its first and last line. */
function blocks(text: string, isWanted: (type: string) => boolean = () => true): string[] {
  const found = text.matchAll(/^-----BEGIN ([^\r\n]*?)-----[^]*?^-----END \1-----/gm);
  return [...found].flatMap(([pem, type = '']) => (isWanted(type) ? [pem] : []));
}

function typesOf(text: string): string[] {
  return [...text.matchAll(/^-----BEGIN ([^\r\n]*?)-----/gm)].map(([, type = '']) => type);
}

function badOfTls(reason: string, cause?: unknown): UserError {
  return badCertificates(`failed to retrieve context tls info: ${reason}`, cause);
}
