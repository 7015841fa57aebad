/** All registries, as the rest of the room sees them: names in, clients out. */
import type { RegistryAuth } from '../../../engine-api/index.ts';
import { type ImageReference, isUnqualified, parseReference, withDefaultTag } from '../reference.ts';
import { type FetchedManifest, RepositoryClient } from './client.ts';
import { findCredentials } from './credentials.ts';
import { HttpClient } from './http.ts';
import { loadRegistriesConfig, type RegistriesConfig } from './registries-conf.ts';
import { isAbort, loginError, pullError } from './registry-error.ts';
import { RegistrySession } from './session.ts';
import { pushTargetOf, type Source, sourcesOf } from './sources.ts';
import { Tokens } from './tokens.ts';

export interface RegistryAccess {
  auth?: RegistryAuth | undefined;
  signal?: AbortSignal | undefined;
}

/** A name that was found: where, and what it stands for there. */
export interface FoundManifest {
  client: RepositoryClient;
  manifest: FetchedManifest;
}

export class Registries {
  readonly #env: Record<string, string | undefined>;
  readonly #http: HttpClient;
  readonly #tokens: Tokens;

  constructor(env: Record<string, string | undefined>) {
    this.#env = env;
    this.#http = new HttpClient(env);
    this.#tokens = new Tokens(this.#http);
  }

  /**
   * Asks mirrors, the registry itself and (for names without one) the search registries, in this order, until one has it.
   * @throws EngineError of the last that was asked.
   */
  async findManifest(text: string, access: RegistryAccess): Promise<FoundManifest> {
    const config = await loadRegistriesConfig(this.#env);
    let failure: unknown;
    for (const reference of candidates(text, config)) {
      for (const source of sourcesOf(reference, config)) {
        try {
          const client = await this.#client(source, 'pull', access);
          const manifest = await client.manifest(reference.digest ?? reference.tag ?? 'latest');
          return { client, manifest };
        } catch (error) {
          if (isAbort(error) || access.signal?.aborted) throw error;
          failure = pullError(error, reference, source.host);
        }
      }
    }
    throw failure;
  }

  async pushClient(reference: ImageReference, access: RegistryAccess): Promise<RepositoryClient> {
    const config = await loadRegistriesConfig(this.#env);
    return await this.#client(pushTargetOf(reference, config), 'pull,push', access);
  }

  /** @throws EngineError `unauthorized` when the registry refuses the credentials. */
  async login(auth: RegistryAuth, signal: AbortSignal): Promise<void> {
    const host = (auth.serveraddress || 'docker.io').replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    const config = await loadRegistriesConfig(this.#env);
    const [source] = sourcesOf(
      { domain: host === 'index.docker.io' ? 'docker.io' : host, path: '' },
      config,
    ).slice(-1);
    try {
      const client = await this.#client(source as Source, 'pull', { auth, signal });
      await client.session.authenticate();
    } catch (error) {
      throw loginError(error, host);
    }
  }

  close(): void {
    this.#http.close();
  }

  async #client(source: Source, actions: string, access: RegistryAccess): Promise<RepositoryClient> {
    // What the request carries is meant for the registry that was named, not for its mirrors.
    const given = source.isMirror || !hasCredentials(access.auth) ? undefined : access.auth;
    const auth = given ?? (await findCredentials(source.host, source.path, this.#env));
    return new RepositoryClient(
      new RegistrySession({
        http: this.#http,
        tokens: this.#tokens,
        source,
        auth,
        actions,
        signal: access.signal,
      }),
    );
  }
}

function hasCredentials(auth: RegistryAuth | undefined): boolean {
  return Boolean(auth && (auth.username || auth.identitytoken || auth.registrytoken));
}

function candidates(text: string, config: RegistriesConfig): ImageReference[] {
  const reference = withDefaultTag(parseReference(text));
  if (!isUnqualified(text) || config.search.length === 0) return [reference];
  return config.search.map((registry) => withDefaultTag(parseReference(`${registry}/${text}`)));
}
