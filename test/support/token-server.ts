/** A token server for a test's registry (distribution's "Token Authentication Specification"), with one user. */

import { execFileSync } from 'node:child_process';
import { createSign, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface TokenServer {
  realm: string;
  /** One line per request: method, user or `anonymous` or `refresh`, and scopes. */
  requests: string[];
  /** YAML below `auth:` of a registry that trusts it. */
  registryAuth(folder: string): string;
  stop(): Promise<void>;
}

export const tokenUser = { username: 'alice', password: 'secret' };
export const refreshToken = 'refresh-me';
const service = 'test-registry';
const issuer = 'test-issuer';

/** Anybody may pull from repositories below `public/`; the user may do everything. */
export async function startTokenServer(): Promise<TokenServer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = join(tmpdir(), `token-key-${randomBytes(6).toString('hex')}.pem`);
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const certificate = execFileSync(
    'openssl',
    ['req', '-new', '-x509', '-key', keyFile, '-subj', '/CN=token', '-days', '2'],
    { encoding: 'utf8' },
  );
  execFileSync('rm', [keyFile]);
  const chain = [new X509Certificate(certificate).raw.toString('base64')];
  const sign = (claims: object): string => {
    const content = `${encode({ typ: 'JWT', alg: 'RS256', x5c: chain })}.${encode(claims)}`;
    return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`;
  };
  const requests: string[] = [];
  const server = createServer((request, response) => void answer(request, response, requests, sign));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const realm = `http://127.0.0.1:${(server.address() as { port: number }).port}/token`;
  return {
    realm,
    requests,
    registryAuth(folder) {
      writeFileSync(join(folder, 'token.pem'), certificate);
      return `  token:\n    realm: ${realm}\n    service: ${service}\n    issuer: ${issuer}\n    rootcertbundle: ${join(folder, 'token.pem')}`;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  requests: string[],
  sign: (claims: object) => string,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://token');
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : url.searchParams;
  const who = whoAsks(request, form);
  const scopes = form.getAll('scope').flatMap((scope) => scope.split(' '));
  requests.push(`${request.method} ${who} ${scopes.join(' ')}`);
  if (who === 'refused') {
    response
      .writeHead(401)
      .end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'wrong password' }] }));
    return;
  }
  const now = Math.floor(Date.now() / 1000);
  const token = sign({
    iss: issuer,
    sub: who,
    aud: service,
    exp: now + 300,
    nbf: now - 10,
    iat: now,
    jti: randomBytes(8).toString('hex'),
    access: scopes.flatMap((scope) => grant(scope, who)),
  });
  response.end(JSON.stringify({ token, access_token: token, expires_in: 300 }));
}

function whoAsks(request: IncomingMessage, form: URLSearchParams): string {
  if (request.method === 'POST') return form.get('refresh_token') === refreshToken ? 'refresh' : 'refused';
  const { authorization } = request.headers;
  if (authorization === undefined) return 'anonymous';
  const given = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
  return given === `${tokenUser.username}:${tokenUser.password}` ? tokenUser.username : 'refused';
}

function grant(scope: string, who: string): { type: string; name: string; actions: string[] }[] {
  const [type = '', name = '', actions = ''] = scope.split(':');
  if (who !== 'anonymous') return [{ type, name, actions: actions.split(',') }];
  return name.startsWith('public/') ? [{ type, name, actions: ['pull'] }] : [];
}
