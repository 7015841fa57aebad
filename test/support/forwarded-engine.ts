import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineHome } from './world.ts';

/** A socket that leads to an engine until it is cut off: to its clients the engine is gone then, whatever engine it is. */
export class ForwardedEngine implements AsyncDisposable {
  readonly home: EngineHome;
  readonly #folder: string;
  readonly #path: string;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(home: EngineHome) {
    this.#folder = mkdtempSync(join(tmpdir(), 'tutti-e2e-forwarded-'));
    this.#path = join(this.#folder, 'engine.sock');
    this.#target = home.env['DOCKER_HOST']?.replace('unix://', '') ?? join(home.run, 'engine.sock');
    this.home = { ...home, env: { ...home.env, DOCKER_HOST: `unix://${this.#path}` } };
  }

  static async open(home: EngineHome): Promise<ForwardedEngine> {
    const forwarded = new ForwardedEngine(home);
    await forwarded.restore();
    return forwarded;
  }

  async restore(): Promise<void> {
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#forward(client));
    this.#server.listen(this.#path);
    await once(this.#server, 'listening');
  }

  /** Ends all connections and listens no more. */
  async cut(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cut();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #forward(client: Socket): void {
    const engine = connect({ path: this.#target, allowHalfOpen: true });
    const pair = [client, engine];
    for (const socket of pair) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => pair.forEach((each) => each.destroy()));
    }
    client.pipe(engine);
    engine.pipe(client);
  }
}
