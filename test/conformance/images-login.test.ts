/** Registries that want to know who asks: with passwords, and with tokens. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importAs, openTestImages } from '../support/images-room.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { refreshToken, startTokenServer, type TokenServer, tokenUser } from '../support/token-server.ts';

describe('a registry with user and password', () => {
  let registry: TestRegistry;
  const hash = (): string =>
    execFileSync('python3', ['-Wignore', '-c', hashScript, tokenUser.password], { encoding: 'utf8' });
  beforeAll(async () => {
    registry = await startRegistry({
      auth: (folder) => {
        writeFileSync(join(folder, 'htpasswd'), `${tokenUser.username}:${hash()}\n`);
        return `  htpasswd: { realm: test, path: ${join(folder, 'htpasswd')} }`;
      },
    });
  });
  afterAll(() => registry.stop());
  const hashScript =
    'import crypt,sys; print(crypt.crypt(sys.argv[1], crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)), end="")';

  test('credentials of the request and of config.json open it; nobody and a wrong password do not', async () => {
    await using room = await openTestImages();
    const name = `${registry.host}/private:1`;
    const id = await importAs(room, name);
    await room.images.push(name, { auth: tokenUser });
    await expect(room.images.pull(name)).rejects.toThrow(/pull access denied .* 'docker login'/);
    const wrong = { ...tokenUser, password: 'no' };
    await expect(room.images.pull(name, { auth: wrong })).rejects.toThrow(/pull access denied/);
    await expect(room.images.login({ ...wrong, serveraddress: registry.host })).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    await room.images.login({ ...tokenUser, serveraddress: registry.host });

    const folder = join(room.root, 'docker');
    mkdirSync(folder);
    const auth = Buffer.from(`${tokenUser.username}:${tokenUser.password}`).toString('base64');
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [registry.host]: { auth } } }));
    await using byFile = await openTestImages({ DOCKER_CONFIG: folder });
    expect((await byFile.images.pull(name)).id).toBe(id);
  });
});

describe('a registry with tokens', () => {
  let registry: TestRegistry;
  let tokens: TokenServer;
  beforeAll(async () => {
    tokens = await startTokenServer();
    registry = await startRegistry({ auth: (folder) => tokens.registryAuth(folder) });
  });
  afterAll(async () => {
    await registry.stop();
    await tokens.stop();
  });

  test('anonymous, with password and with an identity token; one token serves many requests', async () => {
    await using room = await openTestImages();
    const name = `${registry.host}/public/app:1`;
    const id = await importAs(room, name);
    await room.images.push(name, { auth: tokenUser });
    expect(tokens.requests.splice(0)).toEqual(['GET alice repository:public/app:pull,push']);
    await using anonymous = await openTestImages();
    expect((await anonymous.images.pull(name)).id).toBe(id);
    expect(tokens.requests.splice(0)).toEqual(['GET anonymous repository:public/app:pull']);
    await using identified = await openTestImages();
    await identified.images.pull(name, { auth: { identitytoken: refreshToken } });
    expect(tokens.requests.splice(0)).toEqual(['POST refresh repository:public/app:pull']);
    await expect(anonymous.images.pull(`${registry.host}/secret/app:1`)).rejects.toThrow(
      `pull access denied for ${registry.host}/secret/app, repository does not exist or may require 'docker login'`,
    );
  });
});
